package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.row.NormalisedPrompt;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.SampleColumns;
import scala.collection.Seq;

/** Gives every row the hashes by which prompts and groups are compared. Drops nothing. */
public final class PromptKeys implements DatasetStep {
    /** The columns of what is known of the night before; null in other rows, and not there where nothing is known. */
    public static final String KNOWN_KEY = "knownPromptKey";

    public static final String KNOWN_SET = "knownShingles";

    /** What rows are to bring along the next night. */
    public static List<Column> toRemember() {
        return List.of(
                col(GraphColumns.PROMPT_KEY).as(KNOWN_KEY),
                col(GraphColumns.SET).as(KNOWN_SET));
    }

    @Override
    public String name() {
        return "prompt-keys";
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Column key = udf((UDF1<Seq<Row>, String>) PromptKeys::promptKey, DataTypes.StringType)
                .apply(col("prompt"));
        Column set = ShingleColumns.set(col("prompt"));
        boolean known = Arrays.asList(rows.columns()).contains(KNOWN_KEY);
        return rows.withColumn(GraphColumns.PROMPT_KEY, when(Marks.kept(), known ? coalesce(col(KNOWN_KEY), key) : key))
                .withColumn(GraphColumns.SET, when(Marks.kept(), known ? coalesce(col(KNOWN_SET), set) : set))
                .drop(KNOWN_KEY, KNOWN_SET)
                .withColumn(
                        GraphColumns.SET_KEY,
                        when(col(GraphColumns.SET).isNotNull(), ShingleColumns.key(col(GraphColumns.SET))))
                .withColumn(GraphColumns.GROUP_KEY, when(Marks.kept(), xxhash64(lit("group"), col("group"))));
    }

    private static String promptKey(Seq<Row> prompt) {
        return NormalisedPrompt.key(SampleColumns.messages(prompt));
    }
}
