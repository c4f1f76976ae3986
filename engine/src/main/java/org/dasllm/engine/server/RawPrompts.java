package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.wire.chat.RawPrompt;
import org.dasllm.wire.chat.RequestRefused;

/** Texts that are not conversations as token ids: with the token that begins a text, where the tokenizer has one, and with it once. */
final class RawPrompts {
    private final Tokenizer tokenizer;
    private final OnceMade<int[]> prefix;
    private final int vocabulary;

    /** @param vocabulary rows of the model's embedding */
    RawPrompts(Tokenizer tokenizer, int vocabulary) {
        this.tokenizer = tokenizer;
        this.prefix = new OnceMade<>(tokenizer::prefix);
        this.vocabulary = vocabulary;
    }

    /**
     * The ids of a prompt, at least one. Ids that a client sends are taken as they are.
     *
     * @param name what the protocol calls the prompt
     * @throws RequestRefused where there are none, or one that the model does not have
     */
    int[] ids(RawPrompt prompt, String name) {
        int[] ids =
                prompt instanceof RawPrompt.Text text ? ids(wellFormed(text.text())) : ids((RawPrompt.Tokens) prompt);
        if (ids.length == 0) {
            throw RequestRefused.invalid(name, "Invalid '" + name + "': it has no tokens.");
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw RequestRefused.invalid(
                        name,
                        "Invalid '" + name + "': it has the token " + id + ", and the model has only " + vocabulary
                                + " tokens.");
            }
        }
        return ids;
    }

    /** The text that a prompt repeats. */
    String text(RawPrompt prompt, int[] ids) {
        return prompt instanceof RawPrompt.Text text ? wellFormed(text.text()) : tokenizer.decode(ids, false);
    }

    /** JSON can spell half a surrogate pair, which no encoding can write: it becomes a question mark. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static int[] ids(RawPrompt.Tokens tokens) {
        return tokens.ids().stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] ids(String text) {
        int[] ids = tokenizer.encode(text, false);
        int[] begin = prefix.get();
        if (ids.length >= begin.length && Arrays.equals(begin, Arrays.copyOf(ids, begin.length))) {
            return ids;
        }
        int[] all = Arrays.copyOf(begin, begin.length + ids.length);
        System.arraycopy(ids, 0, all, begin.length, ids.length);
        return all;
    }
}
