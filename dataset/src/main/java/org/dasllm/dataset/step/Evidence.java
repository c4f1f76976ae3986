package org.dasllm.dataset.step;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * Something that a step counts for the dataset card.
 *
 * @param name as written in {@code card.json}
 * @param meaning what is counted, a sentence without its full stop
 * @param perRow a whole number for each finished row, kept or dropped; the card has the sum
 */
public record Evidence(String name, String meaning, Column perRow) {

    /** How many rows the condition holds for. */
    public static Evidence rows(String name, String meaning, Column condition) {
        return new Evidence(name, meaning, when(condition, 1L).otherwise(0L));
    }

    /** What a {@link RowStep} noted under this name, summed over the rows that are kept in the end. */
    public static Evidence noted(String name, String meaning) {
        Column count = coalesce(col(Columns.NOTED).getItem(name), lit(0L));
        return new Evidence(name, meaning, when(Marks.kept(), count).otherwise(0L));
    }
}
