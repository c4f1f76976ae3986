package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.row.NormalisedPrompt;
import org.dasllm.dataset.row.Shingles;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.PromptText;

/** Gives every row the hashes by which prompts and groups are compared; those of the prompt are worked out while it is read. Drops nothing. */
public final class PromptKeys implements DatasetStep {
    /** The column with the set of the prompt's shingles, which rows have until this step. */
    public static final String SET = GraphColumns.SET;

    /** The hash of that set. */
    public static final String SET_KEY = GraphColumns.SET_KEY;

    /** What {@link #values} gives a row; null in rows that were dropped before. */
    public static final StructType SCHEMA = new StructType()
            .add(GraphColumns.PROMPT_KEY, DataTypes.StringType)
            .add(GraphColumns.SET_KEY, DataTypes.LongType)
            .add(GraphColumns.SET, DataTypes.BinaryType);

    private final ShingleSets sets;

    /** @param sets take what the rows bring */
    public PromptKeys(ShingleSets sets) {
        this.sets = sets;
    }

    /** The values of {@link #SCHEMA} for a prompt. */
    public static Map<String, Object> values(List<Message> prompt) {
        Map<String, Object> values = new HashMap<>(ofText(PromptText.of(prompt)));
        values.put(GraphColumns.PROMPT_KEY, NormalisedPrompt.key(prompt));
        return values;
    }

    /** Of {@link #values} those by which near texts are found. */
    public static Map<String, Object> ofText(String text) {
        long[] shingles = Shingles.of(text);
        return Map.of(GraphColumns.SET_KEY, Shingles.key(shingles), GraphColumns.SET, ShingleColumns.bytes(shingles));
    }

    @Override
    public String name() {
        return "prompt-keys";
    }

    /** Before the second the sets of shingles were of other hashes. */
    @Override
    public String version() {
        return "2";
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        sets.take(rows);
        return rows.drop(GraphColumns.SET)
                .withColumn(GraphColumns.GROUP_KEY, when(Marks.kept(), xxhash64(lit("group"), col("group"))));
    }
}
