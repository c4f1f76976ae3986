package org.dasllm.dataset.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A line as text.
 *
 * @param text without a byte order mark, which a file has at its beginning and joined files have in their midst
 * @param utf8 whether the bytes were UTF-8; where not, the text has U+FFFD in their place
 * @param tooLong whether there are more bytes than a sample may have; then the text is the beginning
 */
public record TextLine(String text, boolean utf8, boolean tooLong) {
    /** Of a line that is too long, in bytes. */
    private static final int HEAD = 1000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Whether the line counts for nothing; one that is too long is none of these, whatever its beginning. */
    public boolean blank() {
        return !tooLong && text.isBlank();
    }

    public static TextLine of(byte[] bytes) {
        if (bytes.length > PieceReader.MOST_BYTES) {
            return new TextLine(new String(bytes, 0, HEAD, StandardCharsets.UTF_8), true, true);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new TextLine(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, true, false);
        } catch (CharacterCodingException e) {
            return new TextLine(new String(bytes, StandardCharsets.UTF_8), false, false);
        }
    }
}
