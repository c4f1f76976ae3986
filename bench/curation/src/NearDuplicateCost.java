import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.udf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.config.NearDuplicates;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.graph.DropNearDuplicates;
import org.dasllm.dataset.graph.NearNeighbours;
import org.dasllm.dataset.graph.PromptKeys;
import org.dasllm.dataset.graph.ShingleSets;
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
            ShingleSets sets = new ShingleSets(none);
            Dataset<Row> rows = Leaf.kept(lines.withColumn("keys", keys()).select(asRead()), letGo::add);
            rows = Leaf.kept(new PromptKeys(sets).apply(rows), letGo::add);
            rows = new NearNeighbours(none, sets).apply(rows);
            rows = new DropNearDuplicates(new NearDuplicates(true, Double.parseDouble(arguments[3]), 0.7), none, sets)
                    .apply(Leaf.kept(rows, letGo::add));
            rows.filter(Marks.kept())
                    .select(col("id"), col("text"))
                    .write()
                    .json(arguments[1]);
            letGo.forEach(Runnable::run);
        }
    }

    /** The columns that the steps look at; what these lines do not have is null. */
    private static Column[] asRead() {
        Column text = coalesce(col("text"), lit(""));
        return new Column[] {
            lit("rows").as(Columns.FILE),
            lit(null).cast(DataTypes.StringType).as(Columns.REASON),
            lit(null).cast(DataTypes.StringType).as(Columns.DETAIL),
            sha2(text.cast(DataTypes.BinaryType), 256).as(Columns.CONTENT_HASH),
            col("id"),
            col("id").as("group"),
            text.as("text"),
            col("keys").getField(PromptKeys.SET).as(PromptKeys.SET),
            col("keys").getField(PromptKeys.SET_KEY).as(PromptKeys.SET_KEY),
            lit("refund").as(Columns.ANSWER),
            lit(null).cast(Columns.TEXT_BY_NAME).as(Columns.LABELS),
            lit(null).cast(Columns.COUNT_BY_NAME).as(Columns.NOTED),
            lit(null).cast(Columns.TEXT_BY_NAME).as(Columns.SEEN),
            lit("train").as("split"),
            lit(false).as(Marks.SEALED),
            lit(false).as(OtherAnswer.COLUMN)
        };
    }

    private static Row keys(String text) {
        Map<String, Object> values = PromptKeys.ofText(text);
        return RowFactory.create(values.get(PromptKeys.SET), values.get(PromptKeys.SET_KEY));
    }

    /** As {@link PromptKeys} has them, without the hash of the prompt by which exact duplicates are found. */
    private static Column keys() {
        StructType type = new StructType()
                .add(PromptKeys.SET, DataTypes.BinaryType)
                .add(PromptKeys.SET_KEY, DataTypes.LongType);
        return udf((UDF1<String, Row>) NearDuplicateCost::keys, type)
                // Else it would be called once for each field.
                .asNondeterministic()
                .apply(coalesce(col("text"), lit("")));
    }
}
