package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;

/**
 * One row of recorded traffic.
 *
 * @param number of the row, from 1, without the header
 * @param columns an object, by column names
 */
record Row(Path file, long number, JsonNode columns) {

    /** A column's value; empty where there is none. */
    Optional<JsonNode> value(String column) {
        JsonNode value = columns.path(column);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    /** The row has no such column. */
    DasllmException lacks(String key, String column) {
        TreeSet<String> names = new TreeSet<>();
        columns.fieldNames().forEachRemaining(names::add);
        return DasllmException.input(
                file + ", row " + number + " has no column '" + column + "'; it has " + String.join(", ", names),
                "Set harvest.recorded." + key + " to one of them, or correct the file");
    }

    DasllmException wrong(String reason) {
        return DasllmException.input(file + ", row " + number + ": " + reason, "Correct or remove that row");
    }
}
