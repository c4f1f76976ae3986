package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The hashes of all that a row may have in common with another one so that what becomes of one depends on the other: group, set of shingles, prompt,
 * id and named keys. Two of different kinds that are the same by chance connect rows that need not be, which costs time alone.
 *
 * @param together attributes whose equal values connect rows
 */
public record ConnectingKeys(List<String> together) {
    public ConnectingKeys {
        together = List.copyOf(together);
    }

    /** Column {@code one}, of the rows that came as far as the graph. */
    public Dataset<Row> of(Dataset<Row> rows) {
        return rows.filter(tookPart())
                .select(explode(array(all().toArray(Column[]::new))).as("one"))
                .filter(col("one").isNotNull());
    }

    /** Whether a row has one of these hashes; false for rows that did not come as far as the graph. */
    public Column among(KnownHashes keys) {
        Column found = lit(false);
        for (Column key : all()) {
            found = found.or(keys.has(key));
        }
        return tookPart().and(coalesce(found, lit(false)));
    }

    static Column tookPart() {
        return col(GraphColumns.PROMPT_KEY).isNotNull();
    }

    static Column ofId() {
        return xxhash64(lit("id"), col("id"));
    }

    static Column ofPrompt() {
        return xxhash64(lit("prompt"), col(GraphColumns.PROMPT_KEY));
    }

    private List<Column> all() {
        List<Column> keys = new ArrayList<>(
                List.of(xxhash64(lit("group"), col("group")), col(GraphColumns.SET_KEY), ofPrompt(), ofId()));
        for (String name : together) {
            Column value = col("attributes").getItem(name);
            keys.add(when(value.isNotNull(), xxhash64(lit("attribute"), lit(name), value)));
        }
        return keys;
    }
}
