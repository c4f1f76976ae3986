package org.dasllm.dataset.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.spark.SparkForTests;
import org.junit.jupiter.api.Test;

/** Keys are found again, also those that begin alike, and no others. */
class KeyTableTest {
    private static final StructType KEYS =
            new StructType().add("key", DataTypes.BinaryType).add("split", DataTypes.IntegerType);

    private final Random random = new Random(3);

    /** A quarter of them begin as one of four others do, as keys would where a hash were a bad one. */
    private byte[] key() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        if (random.nextInt(4) == 0) {
            ByteBuffer.wrap(key).putLong(random.nextInt(4) - 2);
        }
        return key;
    }

    private static Dataset<Row> rows(List<byte[]> keys) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            rows.add(RowFactory.create(keys.get(i), i % 3));
        }
        return SparkForTests.session().createDataFrame(rows, KEYS).repartition(3);
    }

    @Test
    void whatIsThereIsFoundAndNothingElse() {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            keys.add(key());
        }
        List<byte[]> twice = new ArrayList<>(keys);
        twice.addAll(keys.subList(0, 500));
        KeyTable table = KeyTable.of(rows(twice).select("key"));
        assertThat(table.size()).isEqualTo(keys.size());
        Set<Integer> places = new HashSet<>();
        keys.forEach(key -> places.add(table.place(key)));
        assertThat(places).hasSize(keys.size()).allMatch(place -> place >= 0 && place < keys.size());
        for (int i = 0; i < 2000; i++) {
            assertThat(table.has(key())).isFalse();
        }
        assertThat(KeyTable.none().has(keys.get(0))).isFalse();

        SplitTable splits = SplitTable.of(rows(keys));
        for (int i = 0; i < keys.size(); i++) {
            assertThat(splits.has(keys.get(i), i % 3)).isTrue();
            assertThat(splits.has(keys.get(i), (i + 1) % 3)).isFalse();
        }
        assertThat(splits.has(key(), 0)).isFalse();
    }
}
