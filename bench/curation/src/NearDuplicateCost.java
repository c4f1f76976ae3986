import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.config.NearDuplicates;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.graph.DropNearDuplicates;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.graph.NearNeighbours;
import org.dasllm.dataset.graph.PromptKeys;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.spark.EmbeddedSpark;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;

/**
 * The steps of a curation that find and drop near duplicates, and nothing else, on lines of {@code id} and {@code text}: {@code NearDuplicateCost ROWS
 * KEPT WORK THRESHOLD}. The rows that stay go to JSON Lines in the folder KEPT.
 */
public final class NearDuplicateCost {
    private static final int CORES = 2;

    private NearDuplicateCost() {}

    public static void main(String... arguments) {
        NightMemory none = new NightMemory();
        List<Runnable> letGo = new ArrayList<>();
        try (EmbeddedSpark spark = EmbeddedSpark.start(Path.of(arguments[2]), CORES, CORES)) {
            Dataset<Row> lines = spark.session()
                    .read()
                    .schema(new StructType().add("id", DataTypes.StringType).add("text", DataTypes.StringType))
                    .json(arguments[0]);
            Dataset<Row> rows = new PromptKeys().apply(lines.select(asRead()));
            rows = Leaf.kept(rows.drop(GraphColumns.PROMPT_KEY).withColumn("split", lit("train")).withColumn(Marks.SEALED, lit(false)).withColumn(OtherAnswer.COLUMN, lit(false)), letGo::add);
            rows = new NearNeighbours(none).apply(rows);
            rows = new DropNearDuplicates(new NearDuplicates(true, Double.parseDouble(arguments[3]), 0.7), none)
                    .apply(Leaf.kept(rows, letGo::add));
            rows.filter(Marks.kept())
                    .select(col("id"), col("prompt").getItem(0).getField("content").as("text"))
                    .write()
                    .json(arguments[1]);
            letGo.forEach(Runnable::run);
        }
    }

    /** The columns that rows have when they were read; what these lines do not have is null, as it is in other rows. */
    private static Column[] asRead() {
        Map<String, Column> given = Map.of(
                Columns.FILE, lit("rows"),
                Columns.LINE, lit(""),
                Columns.CONTENT_HASH, sha2(col("text").cast(DataTypes.BinaryType), 256),
                "id", col("id"),
                "group", col("id"),
                "prompt", array(struct(lit("user").as("role"), coalesce(col("text"), lit("")).as("content"))),
                "completion", lit("refund"),
                Columns.ANSWER, lit("refund"));
        return Arrays.stream(Columns.READ.fields()).map(field -> column(given, field)).toArray(Column[]::new);
    }

    private static Column column(Map<String, Column> given, StructField field) {
        return given.getOrDefault(field.name(), lit(null)).cast(field.dataType()).as(field.name());
    }
}
