package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.row.Shingles;
import org.dasllm.dataset.spark.SparkForTests;
import org.junit.jupiter.api.Test;

class CommonLastTest {
    private static final double THRESHOLD = 0.7;

    private final Random random = new Random(11);
    private final long[] common = random.longs(12).toArray();

    /** Sorted, with eight of the twelve common ones in it. */
    private long[] set(LongStream own) {
        LongStream shared = Arrays.stream(common).filter(each -> random.nextInt(3) > 0);
        return LongStream.concat(shared, own).distinct().sorted().toArray();
    }

    @Test
    void nearSetsShareAShingleOfTheirPrefixesAndOthersSeldomDo() {
        List<long[]> sets = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long[] own = random.longs(20).toArray();
            sets.add(set(Arrays.stream(own)));
            sets.add(set(LongStream.concat(Arrays.stream(own).limit(18), random.longs(2))));
        }
        List<Row> rows = new ArrayList<>();
        sets.forEach(set -> rows.add(RowFactory.create(Shingles.key(set), ShingleColumns.bytes(set))));
        Dataset<Row> data = SparkForTests.session()
                .createDataFrame(
                        rows, new StructType().add("one", DataTypes.LongType).add("oneSet", DataTypes.BinaryType))
                .filter(col("one").isNotNull());
        CommonLast order = CommonLast.of(data, 100);
        int near = 0;
        int plain = 0;
        int candidates = 0;
        for (int i = 0; i < sets.size(); i++) {
            for (int j = 0; j < i; j++) {
                boolean shares = shares(order.prefix(sets.get(i), THRESHOLD), order.prefix(sets.get(j), THRESHOLD));
                if (Shingles.jaccard(sets.get(i), sets.get(j)) >= THRESHOLD) {
                    near++;
                    assertThat(shares).as("%d and %d", i, j).isTrue();
                }
                candidates += shares ? 1 : 0;
                plain += shares(Shingles.prefix(sets.get(i), THRESHOLD), Shingles.prefix(sets.get(j), THRESHOLD))
                        ? 1
                        : 0;
            }
        }
        assertThat(near).isGreaterThan(20);
        assertThat(candidates).isLessThan(plain / 10);
        assertThat(CommonLast.of(data).prefix(sets.get(0), THRESHOLD))
                .isEqualTo(Shingles.prefix(sets.get(0), THRESHOLD));
    }

    private static boolean shares(long[] one, long[] other) {
        return Arrays.stream(one).anyMatch(each -> Arrays.stream(other).anyMatch(same -> same == each));
    }
}
