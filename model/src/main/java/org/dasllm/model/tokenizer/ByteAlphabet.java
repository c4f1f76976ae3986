package org.dasllm.model.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * The letters by which byte-level tokenizers spell bytes, as GPT-2 chose them: a printable byte of Latin-1 is itself, the
 * others follow from U+0100 on in their order.
 */
final class ByteAlphabet {
    private static final char[] LETTERS = letters();

    private ByteAlphabet() {}

    private static char[] letters() {
        char[] letters = new char[256];
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            letters[b] = printable ? (char) b : next++;
        }
        return letters;
    }

    static String letter(int b) {
        return String.valueOf(LETTERS[b]);
    }

    /** The bytes that letters stand for, as characters of Latin-1; other characters stay as they are. */
    static String decode(String letters) {
        StringBuilder bytes = new StringBuilder(letters.length());
        for (int at = 0; at < letters.length(); at++) {
            char letter = letters.charAt(at);
            char b = letter;
            for (int i = 0; i < LETTERS.length; i++) {
                b = LETTERS[i] == letter ? (char) i : b;
            }
            bytes.append(b);
        }
        return bytes.toString();
    }

    /** A text's UTF-8 bytes. */
    static int[] bytes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] bytes = new int[utf8.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = utf8[i] & 0xff;
        }
        return bytes;
    }
}
