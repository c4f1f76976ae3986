package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.dasllm.format.io.Json;

/**
 * A message of AWS's binary event stream ({@code application/vnd.amazon.eventstream}): its length and that of its headers, a CRC-32 of
 * both, the headers, the payload, a CRC-32 of everything before it; numbers are big-endian and of 32 bits. A header is its name behind a
 * byte of length, a byte for the type of its value, and the value, a text behind a length of 16 bits. Source: the AWS SDKs' description
 * of event streams, {@code smithy.io/2.0/aws/amazon-eventstream.html}.
 */
final class EventStreamMessage {
    private static final byte TEXT = 7;

    /** Lengths, checksum of both, checksum of all. */
    private static final int FRAME_BYTES = 16;

    private static final int PRELUDE_BYTES = 8;

    private EventStreamMessage() {}

    static byte[] of(String event, JsonNode payload) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, ":event-type", event);
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", "event");
        byte[] body = Json.line(payload).getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(FRAME_BYTES + headers.size() + body.length);
        message.putInt(message.capacity()).putInt(headers.size());
        message.putInt(checksum(message.array(), PRELUDE_BYTES));
        message.put(headers.toByteArray()).put(body);
        return message.putInt(checksum(message.array(), message.position())).array();
    }

    private static void header(ByteArrayOutputStream headers, String name, String value) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        headers.write(key.length);
        headers.writeBytes(key);
        headers.write(TEXT);
        headers.write(text.length >> 8);
        headers.write(text.length);
        headers.writeBytes(text);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
