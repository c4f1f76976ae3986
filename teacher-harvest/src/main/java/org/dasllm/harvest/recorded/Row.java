package org.dasllm.harvest.recorded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;

/**
 * One row of recorded traffic.
 *
 * @param number of the row, from 1, without the header
 * @param line where it begins in the file, from 1
 * @param columns by name
 */
record Row(Path file, long number, long line, Map<String, Value> columns) {
    Row {
        columns = Map.copyOf(columns);
    }

    /** The file, the row, and its line where that is another number. */
    String where() {
        return file + ", row " + number + (line == number ? "" : " (line " + line + ")");
    }

    /** A column's value; empty where there is no such column. */
    Optional<Value> value(String column) {
        return Optional.ofNullable(columns.get(column));
    }

    /**
     * A column's value; refused where there is no such column.
     *
     * @param key of the configuration that named the column
     */
    Value required(String key, String column) {
        return value(column).orElseThrow(() -> lacks(key, column));
    }

    /** The row has no such column. */
    DasllmException lacks(String key, String column) {
        String has = columns.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(columns.keySet()));
        return DasllmException.input(
                where() + " has no column '" + column + "'; it has " + has,
                ColumnHint.of(this, key)
                        .orElse("Set harvest.recorded." + key + " to one of them, or correct the file"));
    }

    DasllmException wrong(String reason) {
        return wrong(reason, "Correct or remove that row");
    }

    DasllmException wrong(String reason, String remedy) {
        return DasllmException.input(where() + ": " + reason, remedy);
    }
}
