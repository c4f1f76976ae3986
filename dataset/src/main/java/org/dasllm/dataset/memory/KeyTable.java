package org.dasllm.dataset.memory;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Numbers;

/**
 * Keys of lines, sorted, so that whoever reads a line can look it up where it is: of each key, which is a SHA-256, the first sixteen bytes, 16 MB for a
 * million. That two lines have these in common by chance is out of the question for as many lines as there may ever be.
 */
public final class KeyTable implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The first eight bytes of each key and the eight behind them, in the order of the first and then of the second. */
    private final long[] firsts;

    private final long[] seconds;

    private KeyTable(long[] firsts, long[] seconds) {
        this.firsts = firsts;
        this.seconds = seconds;
    }

    /** @param keys one binary column; a key that is there again counts once */
    public static KeyTable of(Dataset<Row> keys) {
        return of(Numbers.of(keys, 2, (row, numbers, at) -> put(row.getBinary(0), numbers, at)), 2);
    }

    /**
     * The table of many keys.
     *
     * @param parts keys, each as two numbers of {@link #put}, followed by others
     * @param width so many numbers are a key and what follows it
     */
    static KeyTable of(List<long[]> parts, int width) {
        int all = parts.stream().mapToInt(part -> part.length / width).sum();
        long[] firsts = new long[all];
        int count = 0;
        for (long[] part : parts) {
            for (int i = 0; i < part.length; i += width) {
                firsts[count++] = part[i];
            }
        }
        Arrays.sort(firsts);
        long[] seconds = new long[all];
        boolean[] taken = new boolean[all];
        for (long[] part : parts) {
            for (int i = 0; i < part.length; i += width) {
                int at = begin(firsts, part[i]);
                while (taken[at]) {
                    at++;
                }
                taken[at] = true;
                seconds[at] = part[i + 1];
            }
        }
        return once(firsts, seconds);
    }

    /** Sorts what has the same beginning, which hardly ever is more than one key, and leaves out what is there again. */
    private static KeyTable once(long[] firsts, long[] seconds) {
        int count = 0;
        for (int from = 0; from < firsts.length; ) {
            int to = from + 1;
            while (to < firsts.length && firsts[to] == firsts[from]) {
                to++;
            }
            Arrays.sort(seconds, from, to);
            for (int i = from; i < to; i++) {
                if (i == from || seconds[i] != seconds[i - 1]) {
                    firsts[count] = firsts[from];
                    seconds[count++] = seconds[i];
                }
            }
            from = to;
        }
        return count == firsts.length
                ? new KeyTable(firsts, seconds)
                : new KeyTable(Arrays.copyOf(firsts, count), Arrays.copyOf(seconds, count));
    }

    private static int begin(long[] firsts, long first) {
        int at = Arrays.binarySearch(firsts, first);
        while (at > 0 && firsts[at - 1] == first) {
            at--;
        }
        return at;
    }

    /** A table of no key. */
    public static KeyTable none() {
        return new KeyTable(new long[0], new long[0]);
    }

    public int size() {
        return firsts.length;
    }

    public boolean has(byte[] key) {
        return place(key) >= 0;
    }

    /** The key's place, from 0; negative where it is not there. */
    public int place(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        return place(bytes.getLong(), bytes.getLong());
    }

    int place(long first, long second) {
        int at = begin(firsts, first);
        while (at >= 0 && at < firsts.length && firsts[at] == first) {
            if (seconds[at] == second) {
                return at;
            }
            at++;
        }
        return -1;
    }

    /** Writes a key as two numbers. */
    static void put(byte[] key, long[] numbers, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        numbers[at] = bytes.getLong();
        numbers[at + 1] = bytes.getLong();
    }
}
