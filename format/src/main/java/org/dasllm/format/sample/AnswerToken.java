package org.dasllm.format.sample;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token of a completion as its teacher chose it, with the likeliest tokens of that place: what OpenAI's wire format calls
 * {@code logprobs.content}.
 *
 * @param text the token's text
 * @param bytes its UTF-8, 0 to 255 each; null where that is the text's, and where the server did not tell. A token may be a part of a
 *     character, and its text is U+FFFD then
 * @param top the likeliest tokens, in any order; the chosen one need not be among them
 */
public record AnswerToken(String text, @Nullable List<Integer> bytes, List<Alternative> top) {
    private static final char NO_CHARACTER = '\uFFFD';

    /**
     * One of the likeliest tokens.
     *
     * @param bytes as those of the chosen token
     * @param logProbability natural logarithm, at temperature 1
     */
    @JsonSerialize(using = AlternativeJson.Writer.class)
    @JsonDeserialize(using = AlternativeJson.Reader.class)
    public record Alternative(String text, @Nullable List<Integer> bytes, float logProbability) {
        public Alternative {
            bytes = needed(text, bytes);
        }
    }

    public AnswerToken {
        bytes = needed(text, bytes);
        top = List.copyOf(top);
    }

    /** Null for bytes that the text says as well. */
    private static @Nullable List<Integer> needed(String text, @Nullable List<Integer> bytes) {
        return bytes == null || (text.indexOf(NO_CHARACTER) < 0 && isUtf8(text, bytes)) ? null : List.copyOf(bytes);
    }

    private static boolean isUtf8(String text, List<Integer> bytes) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length != bytes.size()) {
            return false;
        }
        for (int i = 0; i < utf8.length; i++) {
            if (Byte.toUnsignedInt(utf8[i]) != bytes.get(i)) {
                return false;
            }
        }
        return true;
    }
}
