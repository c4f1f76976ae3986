package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.row.Shingles;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.dataset.step.Leaf;
import org.junit.jupiter.api.Test;

class CandidatePairsTest {
    private static final int BOILERPLATE = 40;
    private static final int OWN = 10;
    private static final int SETS = 600;
    private static final int PAIRS = 100;
    private static final int MOST = 60;

    private record Pair(long one, long other) {}

    private final Random random = new Random(12);
    private final long[] boilerplate = random.longs(BOILERPLATE).toArray();

    private static long[] sorted(long[]... parts) {
        return LongStream.concat(LongStream.of(parts[0]), LongStream.of(parts[1]))
                .sorted()
                .toArray();
    }

    private static Dataset<Row> rows(List<long[]> sets) {
        List<Row> rows = sets.stream()
                .map(set -> RowFactory.create(Shingles.key(set), ShingleColumns.bytes(set)))
                .toList();
        StructType schema = new StructType().add("one", DataTypes.LongType).add("oneSet", DataTypes.BinaryType);
        return SparkForTests.session()
                .createDataFrame(rows, schema)
                .withColumn("bands", ShingleColumns.bands(col("oneSet")));
    }

    private static Set<Pair> pairs(int most, Dataset<Row> sets) {
        Set<Pair> pairs = new HashSet<>();
        List<Row> rows = new CandidatePairs(most).of(sets).pairs().collectAsList();
        rows.forEach(row -> pairs.add(new Pair(row.getLong(0), row.getLong(1))));
        assertThat(pairs).as("each pair once").hasSameSizeAs(rows);
        assertThat(pairs).allMatch(pair -> pair.one() < pair.other());
        return pairs;
    }

    /** Of every two sets of this test four fifths are the same; of the planted pairs nine tenths are. */
    @Test
    void setsThatShareBoilerplateAreNotAllComparedAndNoPlantedPairIsMissed() {
        List<long[]> sets = new ArrayList<>();
        Set<Pair> planted = new HashSet<>();
        for (int i = 0; i < SETS; i++) {
            long[] own = random.longs(OWN).toArray();
            sets.add(sorted(boilerplate, own));
            if (i < PAIRS) {
                long[] other = own.clone();
                for (int k = 0; k < OWN / 2; k++) {
                    other[k] = random.nextLong();
                }
                long[] twin = sorted(boilerplate, other);
                assertThat(Shingles.jaccard(sets.get(sets.size() - 1), twin)).isBetween(0.8, 0.85);
                long one = Shingles.key(sets.get(sets.size() - 1));
                planted.add(new Pair(Math.min(one, Shingles.key(twin)), Math.max(one, Shingles.key(twin))));
                sets.add(twin);
            }
        }
        Dataset<Row> rows = rows(sets);
        Set<Pair> all = pairs(sets.size(), rows);
        Set<Pair> fewer = pairs(MOST, rows);
        assertThat(fewer).containsAll(planted).hasSizeLessThan(all.size() / 4);
        assertThat(fewer.size()).isLessThan(sets.size() * Shingles.BANDS * 4);
    }

    @Test
    void withoutCrowdedBandsTheLimitChangesNothing() {
        List<long[]> sets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long[] own = random.longs(20).toArray();
            long[] other = own.clone();
            other[i % 20] = random.nextLong();
            sets.add(LongStream.of(own).sorted().toArray());
            sets.add(LongStream.of(other).sorted().toArray());
        }
        Dataset<Row> rows = rows(sets);
        assertThat(pairs(10, rows)).hasSizeGreaterThan(90).isEqualTo(pairs(1000, rows));
    }

    /** Fresh sets among old ones: the pairs of the old ones and those with a fresh set are all pairs; crowded bands are left to a full search. */
    @Test
    void pairsWithAFreshSetAreWhatIsMissing() {
        List<long[]> sets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long[] own = random.longs(20).toArray();
            sets.add(LongStream.of(own).sorted().toArray());
            for (int k = 0; k < 2; k++) {
                long[] other = own.clone();
                other[(i + k) % 20] = random.nextLong();
                sets.add(LongStream.of(other).sorted().toArray());
            }
        }
        Set<Pair> all = pairs(1000, rows(sets));
        // Of three that are near each other one, two or all are fresh.
        Set<Long> fresh = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            fresh.add(Shingles.key(sets.get(random.nextInt(sets.size()))));
        }
        Set<Pair> expected = new HashSet<>(all);
        expected.removeIf(pair -> !fresh.contains(pair.one()) && !fresh.contains(pair.other()));
        Dataset<Row> old = rows(sets);
        Dataset<Row> marked = Leaf.of(old.filter(col("one").isin(fresh.toArray())));
        Set<Pair> found = new HashSet<>();
        new CandidatePairs()
                .ofFresh(old, marked)
                .orElseThrow()
                .collectAsList()
                .forEach(row -> found.add(new Pair(row.getLong(0), row.getLong(1))));
        assertThat(found).hasSizeGreaterThan(20).isEqualTo(expected);
        assertThat(new CandidatePairs(1).ofFresh(old, marked)).isEmpty();
    }
}
