package org.dasllm.wire.bedrock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A message of Amazon's event stream encoding, in big endian: the lengths of the whole and of the headers (4 bytes each) and their CRC-32,
 * the headers, the payload, and the CRC-32 of all before. A header is the length of its name (1 byte), the name, the type of its value (1
 * byte; 7 for text), the value's length (2 bytes) and the value.
 */
final class EventMessage {
    private static final byte TEXT = 7;
    private static final int PRELUDE = 8;
    private static final int CHECKSUM = 4;

    private EventMessage() {}

    /** @param headers their names of at most 255 bytes and values of at most 65,535, in UTF-8 */
    static byte[] of(Map<String, String> headers, byte[] payload) {
        int headerBytes = headers.entrySet().stream()
                .mapToInt(header -> 1 + utf8(header.getKey()).length + 1 + 2 + utf8(header.getValue()).length)
                .sum();
        ByteBuffer message = ByteBuffer.allocate(PRELUDE + CHECKSUM + headerBytes + payload.length + CHECKSUM);
        message.putInt(message.capacity()).putInt(headerBytes);
        message.putInt(checksum(message));
        headers.forEach((name, value) -> {
            message.put((byte) utf8(name).length).put(utf8(name)).put(TEXT);
            message.putShort((short) utf8(value).length).put(utf8(value));
        });
        message.put(payload);
        message.putInt(checksum(message));
        byte[] bytes = new byte[message.capacity()];
        message.flip().get(bytes);
        return bytes;
    }

    /** Of what has been written so far. */
    private static int checksum(ByteBuffer message) {
        CRC32 crc = new CRC32();
        crc.update(message.duplicate().flip());
        return (int) crc.getValue();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
