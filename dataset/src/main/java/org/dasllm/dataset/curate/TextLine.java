package org.dasllm.dataset.curate;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A line as text.
 *
 * @param text without a byte order mark, which a file has at its beginning and joined files have in their midst
 * @param utf8 whether the bytes were UTF-8; where not, the text has U+FFFD in their place
 */
record TextLine(String text, boolean utf8) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    static TextLine of(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new TextLine(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, true);
        } catch (CharacterCodingException e) {
            return new TextLine(new String(bytes, StandardCharsets.UTF_8), false);
        }
    }
}
