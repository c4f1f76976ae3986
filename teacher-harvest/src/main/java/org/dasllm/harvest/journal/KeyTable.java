package org.dasllm.harvest.journal;

import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * Whole numbers by the keys of requests, in 24 bytes for each place: a map of strings would take some 200. Of a key, which is a
 * SHA-256, the first 128 bits are kept; two of a million million keys agree in them with a probability of 10⁻¹⁵.
 */
public final class KeyTable {
    private static final int FIRST_PLACES = 1 << 10;
    private static final int WORD_DIGITS = 16;

    private long[] high = new long[FIRST_PLACES];
    private long[] low = new long[FIRST_PLACES];
    private long[] values = new long[FIRST_PLACES];
    private int size;

    /** How many keys there are. */
    public int size() {
        return size;
    }

    public boolean contains(String key) {
        long first = word(key, 0);
        long second = word(key, WORD_DIGITS);
        return isTaken(place(first, second));
    }

    /** The number of a key, or {@code absent}. */
    public long get(String key, long absent) {
        int place = place(word(key, 0), word(key, WORD_DIGITS));
        return isTaken(place) ? values[place] : absent;
    }

    /**
     * Sets the number of a key that has none.
     *
     * @return the number that it has now
     */
    public long putIfAbsent(String key, long value) {
        long first = word(key, 0);
        long second = word(key, WORD_DIGITS);
        int place = place(first, second);
        if (isTaken(place)) {
            return values[place];
        }
        if (2 * (size + 1) > high.length) {
            grow();
            place = place(first, second);
        }
        set(place, first, second, value);
        size++;
        return value;
    }

    /** Hands over this table's numbers of those keys that the other one has too. */
    public void common(KeyTable other, LongConsumer each) {
        for (int i = 0; i < high.length; i++) {
            if (isTaken(i) && other.isTaken(other.place(high[i], low[i]))) {
                each.accept(values[i]);
            }
        }
    }

    private void set(int place, long first, long second, long value) {
        high[place] = first;
        low[place] = second;
        values[place] = value;
    }

    private void grow() {
        long[] firsts = high;
        long[] seconds = low;
        long[] numbers = values;
        high = new long[2 * firsts.length];
        low = new long[2 * firsts.length];
        values = new long[2 * firsts.length];
        for (int i = 0; i < firsts.length; i++) {
            if (firsts[i] != 0 || seconds[i] != 0) {
                set(place(firsts[i], seconds[i]), firsts[i], seconds[i], numbers[i]);
            }
        }
    }

    private int place(long first, long second) {
        int mask = high.length - 1;
        int place = (int) first & mask;
        while (isTaken(place) && (high[place] != first || low[place] != second)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** No SHA-256 that anyone knows begins with 128 zeros. */
    private boolean isTaken(int place) {
        return high[place] != 0 || low[place] != 0;
    }

    /** A key that is no SHA-256, such as a test's, is taken as text. */
    private static long word(String key, int from) {
        if (key.length() == 4 * WORD_DIGITS) {
            try {
                return HexFormat.fromHexDigitsToLong(key, from, from + WORD_DIGITS);
            } catch (NumberFormatException e) {
                return text(key, from);
            }
        }
        return text(key, from);
    }

    private static long text(String key, int from) {
        long word = 0xcbf29ce484222325L + from;
        for (int i = 0; i < key.length(); i++) {
            word = (word ^ key.charAt(i)) * 0x100000001b3L;
        }
        return word | 1;
    }
}
