package org.dasllm.dataset.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.row.Shingles;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.dataset.step.Leaf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every pair at the threshold is among those that are verified, whatever shingles are common. */
class SidePairsTest {
    private static final int SETS = 300;
    private static final int SIDES = 3;
    private static final double THRESHOLD = 0.7;

    private record OnSides(long key, long[] set, TreeSet<Integer> sides) {}

    private record Pair(long one, int side, long other, int otherSide) {}

    private final Random random = new Random(5);

    /** Of a vocabulary of few shingles, the first of them in nearly all sets; some are made of others by replacing a few. */
    private List<long[]> sets(int vocabulary) {
        long[] words = random.longs(vocabulary).toArray();
        Map<Long, long[]> sets = new HashMap<>();
        List<long[]> made = new ArrayList<>();
        while (sets.size() < SETS) {
            TreeSet<Long> set = new TreeSet<>();
            if (made.isEmpty() || random.nextBoolean()) {
                int size = 1 + random.nextInt(20);
                for (int i = 0; i < size; i++) {
                    set.add(words[(int) (vocabulary * Math.pow(random.nextDouble(), 3))]);
                }
            } else {
                LongStream.of(made.get(random.nextInt(made.size()))).forEach(set::add);
                if (random.nextBoolean()) {
                    set.pollFirst();
                }
                set.add(words[random.nextInt(vocabulary)]);
            }
            long[] sorted = set.stream().mapToLong(Long::longValue).toArray();
            if (sets.put(Shingles.key(sorted), sorted) == null) {
                made.add(sorted);
            }
        }
        return made;
    }

    private static Dataset<Row> rows(List<Row> rows, StructType schema) {
        return Leaf.of(SparkForTests.session().createDataFrame(rows, schema).repartition(3));
    }

    @ParameterizedTest
    @CsvSource({"40, false", "400, false", "40, true", "400, true"})
    void noPairOfDifferentSidesIsMissed(int vocabulary, boolean ofFreshAlone) {
        List<OnSides> sets = new ArrayList<>();
        List<Row> sides = new ArrayList<>();
        for (long[] set : sets(vocabulary)) {
            TreeSet<Integer> its = new TreeSet<>();
            do {
                its.add(random.nextInt(SIDES));
            } while (random.nextInt(5) == 0);
            sets.add(new OnSides(Shingles.key(set), set, its));
            its.forEach(side -> sides.add(RowFactory.create(Shingles.key(set), side)));
        }
        Dataset<Row> ofSides =
                rows(sides, new StructType().add("one", DataTypes.LongType).add("side", DataTypes.IntegerType));
        Dataset<Row> all = rows(
                sets.stream()
                        .map(set -> RowFactory.create(set.key(), ShingleColumns.bytes(set.set())))
                        .toList(),
                new StructType().add("one", DataTypes.LongType).add("oneSet", DataTypes.BinaryType));

        CommonLast order = CommonLast.of(all, SETS / 3);
        Dataset<Row> before = rows(
                sides.stream()
                        .filter(row -> ofFreshAlone && row.getLong(0) % 3 != 0)
                        .toList(),
                ofSides.schema());
        KnownSides tonight = KnownSides.of(ofSides);
        KnownSides fresh = tonight.without(KnownSides.of(before));
        Set<Long> freshSets = LongStream.of(fresh.sets()).boxed().collect(Collectors.toSet());
        assertThat(freshSets).hasSizeBetween(SETS / 5, ofFreshAlone ? SETS / 2 : SETS);
        long[] shingles = sets.stream()
                .filter(set -> freshSets.contains(set.key()))
                .flatMapToLong(set -> LongStream.of(order.prefix(set.set(), THRESHOLD)))
                .sorted()
                .distinct()
                .toArray();
        Dataset<Row> pairs = ofFreshAlone
                ? SidePairs.of(
                        tonight.sided(fresh, all),
                        sides.size(),
                        THRESHOLD,
                        order,
                        KnownHashes.sorted(SparkForTests.session(), shingles))
                : SidePairs.of(tonight.sided(tonight, all), sides.size(), THRESHOLD, order, null);
        List<Pair> found = pairs.collectAsList().stream()
                .map(row -> new Pair(row.getLong(0), row.getInt(1), row.getLong(2), row.getInt(3)))
                .toList();

        Set<Pair> near = pairs(sets, THRESHOLD);
        near.removeIf(pair -> !freshSets.contains(pair.one()) && !freshSets.contains(pair.other()));
        assertThat(found).allMatch(pair -> freshSets.contains(pair.one()) || freshSets.contains(pair.other()));
        assertThat(near).hasSizeGreaterThan(50);
        Set<Pair> once = new HashSet<>(found);
        assertThat(once).as("each pair once").hasSameSizeAs(found);
        assertThat(once.containsAll(near)).as("no near pair is missed").isTrue();
        assertThat(pairs(sets, 0).containsAll(once)).as("on different sides").isTrue();
    }

    /** By brute force. */
    private static Set<Pair> pairs(List<OnSides> sets, double threshold) {
        Set<Pair> pairs = new HashSet<>();
        for (OnSides one : sets) {
            for (OnSides other : sets) {
                if (Shingles.jaccard(one.set(), other.set()) >= threshold) {
                    one.sides()
                            .forEach(side -> other.sides()
                                    .headSet(side)
                                    .forEach(lesser -> pairs.add(new Pair(one.key(), side, other.key(), lesser))));
                }
            }
        }
        return pairs;
    }
}
