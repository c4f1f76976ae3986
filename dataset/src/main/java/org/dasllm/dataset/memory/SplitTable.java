package org.dasllm.dataset.memory;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Numbers;

/** In which split the row of a line is, by the line's key: 17 MB for a million. */
public final class SplitTable implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 3;

    private final KeyTable keys;
    private final byte[] splits;

    private SplitTable(KeyTable keys, byte[] splits) {
        this.keys = keys;
        this.splits = splits;
    }

    /** @param rows a key and the number of a split, each key once */
    public static SplitTable of(Dataset<Row> rows) {
        List<long[]> parts = Numbers.of(rows, WIDTH, (row, numbers, at) -> {
            KeyTable.put(row.getBinary(0), numbers, at);
            numbers[at + 2] = row.getInt(1);
        });
        KeyTable keys = KeyTable.of(parts, WIDTH);
        byte[] splits = new byte[keys.size()];
        Arrays.fill(splits, (byte) -1);
        for (long[] part : parts) {
            for (int i = 0; i < part.length; i += WIDTH) {
                splits[keys.place(part[i], part[i + 1])] = (byte) part[i + 2];
            }
        }
        return new SplitTable(keys, splits);
    }

    /** Whether the row of a line is in a split. */
    public boolean has(byte[] key, int split) {
        int place = keys.place(key);
        return place >= 0 && splits[place] == split;
    }
}
