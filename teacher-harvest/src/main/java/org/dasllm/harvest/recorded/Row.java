package org.dasllm.harvest.recorded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.RecordedKeys;
import org.jspecify.annotations.Nullable;

/**
 * One row of recorded traffic.
 *
 * @param number of the row, from 1, without the header
 * @param line where it begins in the file, from 1
 * @param columns by name
 * @param keys how messages name what is configured
 */
record Row(Path file, long number, long line, Map<String, Value> columns, RecordedKeys keys) {
    Row {
        columns = Map.copyOf(columns);
    }

    /** The file, the row, and its line where that is another number. */
    String where() {
        return file + ", row " + number + (line == number ? "" : " (line " + line + ")");
    }

    /** A column's value; empty where there is no such column. {@code a.b} is also the key b of the object in the column a. */
    Optional<Value> value(String column) {
        Value value = columns.get(column);
        int dot = column.indexOf('.');
        for (String rest = column; value == null && dot > 0; dot = rest.indexOf('.', dot + 1)) {
            value = within(columns.get(rest.substring(0, dot)), rest.substring(dot + 1));
        }
        return Optional.ofNullable(value);
    }

    private static @Nullable Value within(@Nullable Value value, String path) {
        Value reached = value;
        for (String key : path.split("\\.", -1)) {
            reached = reached instanceof Value.Fields fields ? fields.get(key) : null;
        }
        return reached;
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
                ColumnHint.of(this, key).orElse(keys.choose(key) + ", or correct the file"));
    }

    DasllmException wrong(String reason) {
        return wrong(reason, "Correct or remove that row");
    }

    DasllmException wrong(String reason, String remedy) {
        return DasllmException.input(where() + ": " + reason, remedy);
    }
}
