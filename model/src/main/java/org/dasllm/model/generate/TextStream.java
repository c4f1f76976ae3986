package org.dasllm.model.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dasllm.model.tokenizer.Tokenizer;

/**
 * Turns tokens into text as they come: gives only what later tokens cannot change. A character whose bytes are not all
 * there, and what may be the beginning of a stop text, is held back.
 */
public final class TextStream {
    private static final char REPLACEMENT = '\uFFFD';

    private final Function<int[], String> decode;
    private List<String> stop;
    private final StringBuilder text = new StringBuilder();
    private int given;
    private boolean stopped;
    private Optional<String> stopText = Optional.empty();
    /** Tokens from the last boundary that decoded cleanly; decoding them again gives the next token its context. */
    private int[] window = new int[0];

    private int windowDecoded;

    public TextStream(Tokenizer tokenizer, List<String> stop) {
        this(ids -> tokenizer.decode(ids, true), stop);
    }

    /**
     * Decodes otherwise than a tokenizer.
     *
     * @param decode the text of tokens; bytes that are no UTF-8 become U+FFFD
     */
    public TextStream(Function<int[], String> decode, List<String> stop) {
        this.decode = decode;
        this.stop = List.copyOf(stop);
    }

    /** Takes a token; returns the text that is now certain, often empty. */
    public String push(int token) {
        if (stopped) {
            return "";
        }
        window = Arrays.copyOf(window, window.length + 1);
        window[window.length - 1] = token;
        String before = decode.apply(Arrays.copyOf(window, windowDecoded));
        String after = decode.apply(window);
        boolean whole = after.isEmpty() || after.charAt(after.length() - 1) != REPLACEMENT;
        if (whole && after.length() > before.length()) {
            text.append(after, before.length(), after.length());
            window = Arrays.copyOfRange(window, windowDecoded, window.length);
            windowDecoded = window.length;
        }
        return release(false);
    }

    /** From now on no stop text ends the answer. */
    public void ignoreStops() {
        stop = List.of();
    }

    /** The end of the answer: returns what was held back. */
    public String finish() {
        if (stopped) {
            return "";
        }
        String before = decode.apply(Arrays.copyOf(window, windowDecoded));
        String after = decode.apply(window);
        if (after.length() > before.length()) {
            text.append(after, before.length(), after.length());
        }
        windowDecoded = window.length;
        return release(true);
    }

    private String release(boolean all) {
        int end = all ? text.length() : text.length() - heldBack();
        for (String each : stop) {
            int at = text.indexOf(each, given);
            if (at >= 0 && (!stopped || at < end)) {
                stopped = true;
                stopText = Optional.of(each);
                end = at;
            }
        }
        if (stopped) {
            text.setLength(end);
        }
        String certain = text.substring(given, end);
        given = end;
        return certain;
    }

    /** The length of the longest end of the text that a stop text begins with. */
    private int heldBack() {
        int longest = 0;
        for (String each : stop) {
            for (int length = Math.min(each.length() - 1, text.length() - given); length > longest; length--) {
                if (each.startsWith(text.substring(text.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    /** Whether a stop text has come; what follows it is not taken. */
    public boolean stopped() {
        return stopped;
    }

    /** The stop text that has come; empty where none has. */
    public Optional<String> stopText() {
        return stopText;
    }

    /** All text that was given so far. */
    public String text() {
        return text.substring(0, given);
    }
}
