package org.dasllm.privacy.evidence;

import java.util.Random;

/** Pieces of values by lot. */
final class Draw {
    static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final String LETTERS_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Random random;

    Draw(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    String from(String alphabet, int length) {
        StringBuilder drawn = new StringBuilder();
        for (int i = 0; i < length; i++) {
            drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return drawn.toString();
    }

    String digits(int length) {
        return from("0123456789", length);
    }

    /** The pattern with every {@code #} a digit, every {@code N} one from 2 to 9, and every {@code ?} a capital letter. */
    String filled(String pattern) {
        StringBuilder drawn = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            drawn.append(
                    switch (c) {
                        case '#' -> digits(1);
                        case 'N' -> from("23456789", 1);
                        case '?' -> from(LETTERS, 1);
                        default -> String.valueOf(c);
                    });
        }
        return drawn.toString();
    }

    /** A day from 1930 to 2009 as year, month and day. */
    int[] day() {
        return new int[] {between(1930, 2009), between(1, 12), between(1, 28)};
    }

    /** The same with full-width digits. */
    static String fullWidth(String text) {
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            wide.append(c >= '0' && c <= '9' ? (char) (c - '0' + '０') : c);
        }
        return wide.toString();
    }
}
