package org.dasllm.dataset.graph;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dasllm.dataset.row.Shingles;

/**
 * The shingles that many sets have, such as those of a greeting, by a sample of the sets. Where sets are looked up by a few of their shingles, these come last, since each would
 * bring very many sets together.
 *
 * @param shingles sorted
 * @param counts how many sets of the sample have each
 */
record CommonShingles(long[] shingles, int[] counts) implements Serializable {
    private static final int SAMPLE = 20_000;

    /** So many sets of the sample make a shingle a common one. */
    private static final int COMMON = 10;

    /**
     * Those of some sets, the same in any order.
     *
     * @param sets rows whose first column is a set's hash
     * @param column in which the set is
     * @param count of the sets, about
     */
    static CommonShingles of(JavaRDD<InternalRow> sets, int column, long count) {
        long every = Math.max(1, count / SAMPLE);
        List<long[]> sample = sets.filter(row -> Long.remainderUnsigned(row.getLong(0), every) == 0)
                .map(row -> ShingleColumns.longs(row.getBinary(column)))
                .collect();
        long[] all = sample.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        int[] firsts = IntStream.range(0, all.length)
                .filter(i -> i == 0 || all[i] != all[i - 1])
                .toArray();
        int[] common = IntStream.range(0, firsts.length)
                .filter(i -> count(firsts, i, all.length) >= COMMON)
                .toArray();
        return new CommonShingles(
                IntStream.of(common).mapToLong(i -> all[firsts[i]]).toArray(),
                IntStream.of(common).map(i -> count(firsts, i, all.length)).toArray());
    }

    private static int count(int[] firsts, int number, int end) {
        return (number + 1 < firsts.length ? firsts[number + 1] : end) - firsts[number];
    }

    /**
     * {@link Shingles#prefix} in another order, which is one for all sets: first those that are not common, in the order of their hashes; then the common ones, the
     * rarest first.
     */
    long[] prefix(long[] set, double threshold) {
        long[] prefix = Shingles.prefix(set, threshold);
        int rare = 0;
        for (int i = 0; i < set.length && rare < prefix.length; i++) {
            if (Arrays.binarySearch(shingles, set[i]) < 0) {
                prefix[rare++] = set[i];
            }
        }
        if (rare < prefix.length) {
            long[] common = Arrays.stream(set)
                    .mapToObj(shingle -> Arrays.binarySearch(shingles, shingle))
                    .filter(at -> at >= 0)
                    .sorted(Comparator.comparingInt((Integer at) -> counts[at]).thenComparing(at -> at))
                    .limit(prefix.length - rare)
                    .mapToLong(at -> shingles[at])
                    .toArray();
            System.arraycopy(common, 0, prefix, rare, common.length);
        }
        return prefix;
    }
}
