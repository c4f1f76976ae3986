package org.dasllm.dataset.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.dasllm.dataset.row.Shingles;
import org.junit.jupiter.api.Test;

/** The two graphs, on edges as the steps give them. */
class GraphsTest {
    private static final int CHAIN = 100_000;

    private static List<Row> list(Iterator<Row> rows) {
        List<Row> all = new ArrayList<>();
        rows.forEachRemaining(all::add);
        return all;
    }

    private static String order(long node) {
        // Scattered, as content hashes are.
        return Long.toHexString(node * 0x9E3779B97F4A7C15L ^ (node << 7)) + "/" + node;
    }

    private static Row edge(long one, long other) {
        boolean first = order(one).compareTo(order(other)) < 0;
        long node = first ? other : one;
        long before = first ? one : other;
        return RowFactory.create(node, order(node), before, order(before), 0.9);
    }

    @Test
    void aChainOfAHundredThousandLosesOnlyNeighboursOfSurvivors() {
        List<Row> edges = new ArrayList<>();
        for (long node = 1; node < CHAIN; node++) {
            edges.add(edge(node - 1, node));
        }
        Collections.shuffle(edges, new Random(3));
        Set<Long> gone = new HashSet<>();
        for (Row row : list(new Survivors().call(edges.iterator()))) {
            gone.add(row.getLong(0));
            assertThat(Math.abs(row.getLong(0) - row.getLong(1)))
                    .as("who goes is a neighbour of the survivor that is named")
                    .isEqualTo(1);
        }
        for (long node = 0; node < CHAIN; node++) {
            boolean left = node > 0 && !gone.contains(node - 1);
            boolean right = node < CHAIN - 1 && !gone.contains(node + 1);
            assertThat(gone.contains(node)).as("row %d", node).isEqualTo(left || right);
        }
        assertThat(CHAIN - gone.size()).isBetween(CHAIN / 3, CHAIN / 2 + 1);
    }

    @Test
    void aChainOfAHundredThousandGroupsIsOneComponent() {
        List<Row> edges = new ArrayList<>();
        for (long group = 0; group < CHAIN; group++) {
            edges.add(RowFactory.create(2 * group + 1, true, -2 * group - 2));
            edges.add(RowFactory.create(-2 * group - 2, false, -2 * group - 4));
        }
        edges.add(RowFactory.create(1L << 40, true, 1L << 41));
        List<Map<Long, Long>> found = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            Collections.shuffle(edges, new Random(seed));
            Components components = new Components();
            edges.forEach(edge -> components.edge(edge.getLong(0), edge.getBoolean(1), edge.getLong(2)));
            long[] connected = components.connected();
            Map<Long, Long> roots = new TreeMap<>();
            for (int i = 0; i < connected.length; i += 2) {
                roots.put(connected[i], connected[i + 1]);
            }
            found.add(roots);
        }
        assertThat(found.get(0))
                .hasSize(CHAIN)
                .allSatisfy((group, root) -> assertThat(root).isEqualTo(1));
        assertThat(found.get(1)).isEqualTo(found.get(0));
        assertThat(found.get(2)).isEqualTo(found.get(0));
    }

    /** Against the definition, in random graphs: the first stays, then each that is near none that stays. */
    @Test
    void survivorsAreThoseOfTheDefinition() {
        Random random = new Random(5);
        for (int trial = 0; trial < 50; trial++) {
            int nodes = 30;
            boolean[][] near = new boolean[nodes][nodes];
            List<Row> edges = new ArrayList<>();
            for (int one = 0; one < nodes; one++) {
                for (int other = 0; other < one; other++) {
                    if (random.nextInt(8) == 0) {
                        near[one][other] = true;
                        near[other][one] = true;
                        edges.add(edge(one, other));
                    }
                }
            }
            Set<Integer> stay = new HashSet<>();
            LongStream.range(0, nodes)
                    .boxed()
                    .sorted((a, b) -> order(a).compareTo(order(b)))
                    .map(Long::intValue)
                    .filter(node -> stay.stream().noneMatch(other -> near[node][other]))
                    .forEach(stay::add);
            Set<Long> gone = new HashSet<>();
            list(new Survivors().call(edges.iterator())).forEach(row -> gone.add(row.getLong(0)));
            for (int node = 0; node < nodes; node++) {
                assertThat(gone.contains((long) node)).isEqualTo(!stay.contains(node));
            }
        }
    }

    /** No pair at the threshold is without a common element of the prefixes, for sets of any sizes. */
    @Test
    void prefixesOfNearSetsMeet() {
        Random random = new Random(9);
        int near = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            int shared = 1 + random.nextInt(12);
            long[] all = random.longs(shared + 6).toArray();
            long[] a = LongStream.of(Arrays.copyOf(all, shared + random.nextInt(4)))
                    .sorted()
                    .toArray();
            long[] b = LongStream.concat(
                            LongStream.of(all).limit(shared), LongStream.of(all).skip(all.length - random.nextInt(3)))
                    .sorted()
                    .distinct()
                    .toArray();
            for (double threshold : new double[] {0.5, 0.6, 0.7, 0.75, 0.8, 1}) {
                if (Shingles.jaccard(a, b) >= threshold) {
                    near++;
                    Set<Long> prefix = new HashSet<>();
                    LongStream.of(Shingles.prefix(a, threshold)).forEach(prefix::add);
                    assertThat(LongStream.of(Shingles.prefix(b, threshold)).anyMatch(prefix::contains))
                            .isTrue();
                }
            }
        }
        assertThat(near).isGreaterThan(5_000);
    }

    @Test
    void manyKeysKeepTheirNumbers() {
        LongIndex index = new LongIndex();
        Random random = new Random(1);
        long[] keys = random.longs(50_000).toArray();
        for (int i = 0; i < keys.length; i++) {
            assertThat(index.add(keys[i])).isEqualTo(i);
        }
        for (int i = 0; i < keys.length; i++) {
            assertThat(index.add(keys[i])).isEqualTo(i);
            assertThat(index.key(i)).isEqualTo(keys[i]);
        }
        assertThat(index.size()).isEqualTo(keys.length);
    }
}
