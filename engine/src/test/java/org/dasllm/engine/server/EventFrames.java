package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.dasllm.format.io.Json;

/** Reads Amazon's event stream encoding, for tests; checks every length and checksum. */
final class EventFrames {
    private EventFrames() {}

    /** The events' types, or those of exceptions, with their payloads. */
    static List<Map.Entry<String, JsonNode>> read(byte[] stream) {
        List<Map.Entry<String, JsonNode>> events = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(stream);
        while (rest.hasRemaining()) {
            int total = rest.getInt(rest.position());
            byte[] frame = new byte[total];
            rest.get(frame);
            events.add(frame(frame));
        }
        return events;
    }

    private static Map.Entry<String, JsonNode> frame(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        require(buffer.getInt() == frame.length, "length");
        int headerBytes = buffer.getInt();
        require(buffer.getInt() == checksum(frame, 8), "the prelude's checksum");
        Map<String, String> headers = new HashMap<>();
        int end = buffer.position() + headerBytes;
        while (buffer.position() < end) {
            byte[] name = new byte[buffer.get() & 0xff];
            buffer.get(name);
            require(buffer.get() == 7, "a header's type");
            byte[] value = new byte[buffer.getShort() & 0xffff];
            buffer.get(value);
            headers.put(new String(name, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8));
        }
        byte[] payload = new byte[frame.length - buffer.position() - 4];
        buffer.get(payload);
        require(buffer.getInt() == checksum(frame, frame.length - 4), "the checksum");
        String type = headers.getOrDefault(":event-type", headers.getOrDefault(":exception-type", "none"));
        return Map.entry(type, Json.parse(new String(payload, StandardCharsets.UTF_8), JsonNode.class, type));
    }

    private static int checksum(byte[] frame, int count) {
        CRC32 crc = new CRC32();
        crc.update(frame, 0, count);
        return (int) crc.getValue();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("a frame's " + what + " is wrong");
        }
    }
}
