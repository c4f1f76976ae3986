package org.dasllm.schema.mask;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.dasllm.schema.automaton.OutputState;

/**
 * The tokens of what must follow in an answer (jump-forward): those that the tokenizer makes of the text, as it did in training, and of
 * these only the ones that nothing behind them can change. For that the end of what must follow is left to the model as far as a token of the
 * vocabulary begins with it and can go on beyond it: behind a name and its colon no quote is placed where a token of a quote and a letter exists.
 */
public final class ForcedTokens {
    private static final int MOST_TOKENS = 64;

    /** How many tokens before are tokenized with it, the most that come out as they are; pre-tokenizers look no further. */
    private static final int[] WINDOWS = {8, 4, 2, 1, 0};

    private final TokenMasks masks;
    private final Function<String, int[]> tokenize;

    /** @param tokenize tokens of a text, without any that open or end it */
    public ForcedTokens(TokenMasks masks, Function<String, int[]> tokenize) {
        this.masks = masks;
        this.tokenize = tokenize;
    }

    /** How many of the tokens before are looked at. */
    public static int window() {
        return WINDOWS[0];
    }

    /**
     * The tokens that follow in any case, the last one an end token where the answer must end; often none.
     *
     * @param before the last tokens of the answer, {@link #window()} of them or as many as there are
     */
    public int[] behind(OutputState state, int[] before) {
        byte[] forced = state.forcedBytes();
        OutputState end = state.next(forced);
        boolean complete = end.mustEnd();
        int placeable = complete ? forced.length : certain(forced, end);
        List<Integer> tokens = placeable == 0 ? List.of() : tokens(forced, placeable, before);
        int[] placed =
                tokens.stream().mapToInt(Integer::intValue).limit(MOST_TOKENS).toArray();
        if (complete && length(placed) == forced.length) {
            return append(placed, masks.vocabulary().firstEndToken());
        }
        return placed;
    }

    private int length(int[] tokens) {
        return Arrays.stream(tokens)
                .map(token -> masks.vocabulary().bytes(token).length)
                .sum();
    }

    private static int[] append(int[] tokens, int last) {
        int[] more = Arrays.copyOf(tokens, tokens.length + 1);
        more[tokens.length] = last;
        return more;
    }

    /** How many of the bytes no token can hold together with what may come behind all of them. */
    private int certain(byte[] forced, OutputState end) {
        TokenTrie trie = masks.vocabulary().all();
        for (int from = Math.max(0, forced.length - trie.longest()); from < forced.length; from++) {
            int node = trie.find(forced, from);
            if (node < 0) {
                continue;
            }
            for (int child = node + 1; child < trie.end(node); child = trie.end(child)) {
                if (end.goesOn(trie.label(child))) {
                    return from;
                }
            }
        }
        return forced.length;
    }

    private List<Integer> tokens(byte[] forced, int placeable, int[] before) {
        for (int window : WINDOWS) {
            if (window <= before.length) {
                int[] last = Arrays.copyOfRange(before, before.length - window, before.length);
                int[] all = tokenized(last, forced);
                int common = Arrays.mismatch(last, all);
                if (all.length > 0 && (common < 0 || common == last.length)) {
                    return within(Arrays.copyOfRange(all, last.length, all.length), forced, placeable);
                }
            }
        }
        return List.of();
    }

    /** None where the bytes are no whole characters. */
    private int[] tokenized(int[] last, byte[] forced) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : last) {
            bytes.writeBytes(masks.vocabulary().bytes(token));
        }
        bytes.writeBytes(forced);
        try {
            return tokenize.apply(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return new int[0];
        }
    }

    /** The first tokens, as long as they write the first of the bytes and nothing else: a tokenizer may change a text. */
    private List<Integer> within(int[] tokens, byte[] forced, int placeable) {
        List<Integer> placed = new ArrayList<>();
        int at = 0;
        for (int token : tokens) {
            if (token >= masks.vocabulary().size()) {
                break;
            }
            byte[] bytes = masks.vocabulary().bytes(token);
            int to = at + bytes.length;
            if (bytes.length == 0 || to > placeable || !Arrays.equals(bytes, 0, bytes.length, forced, at, to)) {
                break;
            }
            placed.add(token);
            at = to;
        }
        return placed;
    }
}
