package org.dasllm.format.fuzz;

import java.util.Arrays;
import java.util.Random;

/** Changes bytes as a broken or hostile file might have them. */
final class Mutation {
    private static final long[] EXTREMES = {
        0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 31, 1L << 32, 1L << 40, 0xffff
    };

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /** A copy with one to four changes among its first {@code within} bytes; now and then it is cut off. */
    byte[] bytes(byte[] whole, int within) {
        byte[] changed = whole.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(within);
            switch (random.nextInt(8)) {
                case 0 -> number(changed, at, EXTREMES[random.nextInt(EXTREMES.length)], 8);
                case 1 -> number(changed, at, EXTREMES[random.nextInt(EXTREMES.length)], 4);
                case 2 -> {
                    int from = random.nextInt(within);
                    int length = Math.min(random.nextInt(32), within - Math.max(from, at));
                    System.arraycopy(whole, from, changed, at, length);
                }
                case 3 -> changed[at]++;
                case 4 -> changed[at] = -1;
                default -> changed[at] = (byte) random.nextInt();
            }
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(changed, random.nextInt(changed.length)) : changed;
    }

    private static void number(byte[] bytes, int at, long value, int width) {
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    /** A copy with one to four changes of a JSON text. */
    String json(String whole) {
        StringBuilder text = new StringBuilder(whole);
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(8)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> text.replace(at, at + 1, PIECES[random.nextInt(PIECES.length)]);
                case 3 -> text.insert(at, whole, random.nextInt(at + 1) % whole.length(), whole.length());
                case 4 -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
                case 5 -> text.setCharAt(at, (char) random.nextInt(0x10000));
                default -> digit(text, at);
            }
            if (text.length() == 0) {
                text.append(' ');
            }
        }
        return random.nextInt(20) == 0 ? text.substring(0, random.nextInt(text.length())) : text.toString();
    }

    /** Another digit in the place of the next one: the text stays JSON. */
    private void digit(StringBuilder text, int from) {
        int at = from;
        while (at < text.length() && !Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (at < text.length()) {
            text.setCharAt(at, (char) ('0' + random.nextInt(10)));
        }
    }

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "\\",
        "\\n",
        "\\u0000",
        "\\ud800",
        "\n",
        "-",
        "0",
        "9",
        "1e999",
        "null",
        "true",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999",
        "0.5",
        "[".repeat(40),
        "{\"a\":".repeat(40),
        "1".repeat(2000),
        "a".repeat(3000),
        "\uFFFF",
        "é",
        "🙂",
        "../",
        "/",
        "\\u2028"
    };
}
