package org.dasllm.harvest.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A line of JSON whose last component is the CRC-32C of all bytes before that component's comma, in eight hexadecimal digits:
 * <code>{…,"crc32c":"9a71bb4c"}</code>.
 */
final class LineChecksum {
    private static final byte[] NAME = ",\"crc32c\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 8;
    private static final int LENGTH = NAME.length + DIGITS + 2;

    private LineChecksum() {}

    /** What a line turned out to be. */
    enum Finding {
        /** It has no checksum. */
        NONE,
        RIGHT,
        WRONG
    }

    /** The line with its checksum and its line break. */
    static byte[] sealed(String json) {
        byte[] plain = json.getBytes(StandardCharsets.UTF_8);
        int end = plain.length - 1;
        byte[] line = Arrays.copyOf(plain, end + LENGTH + 1);
        System.arraycopy(NAME, 0, line, end, NAME.length);
        byte[] digits = hex(crc(plain, end)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, line, end + NAME.length, DIGITS);
        line[line.length - 3] = '"';
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }

    /** @param length of the line within the bytes, without its line break */
    static Finding check(byte[] line, int length) {
        int end = length - LENGTH;
        if (end < 0 || !Arrays.equals(line, end, end + NAME.length, NAME, 0, NAME.length)) {
            return Finding.NONE;
        }
        String told = new String(line, end + NAME.length, DIGITS, StandardCharsets.US_ASCII);
        boolean closed = line[length - 2] == '"' && line[length - 1] == '}';
        return closed && told.equals(hex(crc(line, end))) ? Finding.RIGHT : Finding.WRONG;
    }

    /** Takes the checksum off a line that has one: the length of what is left, which is JSON again. */
    static int strip(byte[] line, int length) {
        int end = length - LENGTH;
        line[end] = '}';
        return end + 1;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static String hex(int crc) {
        return HexFormat.of().toHexDigits(crc);
    }
}
