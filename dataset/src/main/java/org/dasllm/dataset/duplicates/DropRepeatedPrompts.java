package org.dasllm.dataset.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.KeyCheck;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/**
 * Keeps a prompt in one split only, test before validation before train, and, unless told otherwise, once in it: the row
 * that a person decided to keep, else the one with the least content hash, so that neither order nor partitioning matters. Where that row
 * has another answer, the reason or the detail says so.
 */
public final class DropRepeatedPrompts implements DatasetStep {
    private static final Reason PROMPT_IN_TEST = Reason.leak("prompt-in-test", "the same prompt is in the test set");
    private static final Reason PROMPT_IN_VALIDATION =
            Reason.of("prompt-in-validation", "the same prompt is in the validation set");
    private static final Reason DUPLICATE_PROMPT = Reason.of(
            "duplicate-prompt", "the same prompt is in the same split with the same answer and a lesser content hash");
    private static final Reason CONFLICTING_ANSWER = Reason.of(
            "conflicting-answer", "the same prompt is in the same split with another answer and a lesser content hash");

    private static final String PROMPT_KEY = GraphColumns.PROMPT_KEY;

    /** Whether other rows of the same split have the same prompt and another answer; said of one row of them. */
    private static final String CONFLICT = "conflict";

    private final boolean exactDuplicates;

    /** @param exactDuplicates whether a split has a prompt only once */
    public DropRepeatedPrompts(boolean exactDuplicates) {
        this.exactDuplicates = exactDuplicates;
    }

    @Override
    public String name() {
        return "repeated-prompts";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(PROMPT_IN_TEST, PROMPT_IN_VALIDATION, DUPLICATE_PROMPT, CONFLICTING_ANSWER);
    }

    @Override
    public List<Evidence> evidence() {
        Column other = col(OtherAnswer.COLUMN);
        return List.of(
                Evidence.rows(
                        "conflicting-prompts", "Prompts that a split had with more than one answer", col(CONFLICT)),
                Evidence.rows(
                        "dropped-with-other-answer",
                        "Rows dropped for the same or nearly the same prompt though that has another answer (the"
                                + " quarantine names both)",
                        not(Marks.kept()).and(other)),
                Evidence.rows(
                        "kept-near-other-answer",
                        "Rows kept beside the same or nearly the same prompt in their split, with another label",
                        Marks.kept().and(other)));
    }

    @Override
    public List<KeyCheck> checks() {
        return List.of(new KeyCheck("prompts in more than one split", PROMPT_KEY, KeyCheck.Once.IN_A_SPLIT));
    }

    @Override
    public boolean readsRowsAgain() {
        return true;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        return SharedKeys.apart(
                rows,
                PROMPT_KEY,
                this::ofOnePrompt,
                alone -> alone.withColumn(CONFLICT, lit(false)).withColumn(OtherAnswer.COLUMN, lit(false)));
    }

    private Dataset<Row> ofOnePrompt(Dataset<Row> rows) {
        Column rank = Marks.rank(col("split"));
        WindowSpec everywhere = Window.partitionBy("key");
        WindowSpec inOrder = everywhere.orderBy(
                rank.desc(),
                col(Marks.SEALED).desc(),
                Marks.decided().desc(),
                col(Columns.CONTENT_HASH),
                col(Columns.FILE));
        WindowSpec inSplit = Window.partitionBy("key", "split");
        Dataset<Row> seen = rows.withColumn("key", Marks.keyOfKept(PROMPT_KEY))
                .withColumn("topRank", max(rank).over(everywhere))
                .withColumn("firstId", first(col("id")).over(inOrder))
                .withColumn("firstAnswer", first(col(Columns.ANSWER)).over(inOrder))
                .withColumn(
                        "place",
                        row_number()
                                .over(inSplit.orderBy(
                                        col(Marks.SEALED).desc(),
                                        Marks.decided().desc(),
                                        col(Columns.CONTENT_HASH),
                                        col(Columns.FILE))))
                .withColumn("least", min(Columns.ANSWER).over(inSplit))
                .withColumn("greatest", max(Columns.ANSWER).over(inSplit))
                .withColumn(
                        CONFLICT,
                        Marks.kept()
                                .and(col("place").equalTo(1))
                                .and(coalesce(col("least").notEqual(col("greatest")), lit(false))))
                .withColumn(
                        OtherAnswer.COLUMN,
                        Marks.kept().and(coalesce(col("firstAnswer").notEqual(col(Columns.ANSWER)), lit(false))));
        Column elsewhere = rank.lt(col("topRank"));
        Column reason = when(elsewhere.and(col("topRank").equalTo(2)), Marks.code(PROMPT_IN_TEST))
                .when(elsewhere, Marks.code(PROMPT_IN_VALIDATION));
        if (exactDuplicates) {
            Column again = col("place").gt(1);
            reason = reason.when(again.and(col(OtherAnswer.COLUMN)), Marks.code(CONFLICTING_ANSWER))
                    .when(again, Marks.code(DUPLICATE_PROMPT));
        }
        // Whatever is dropped here is dropped for the first row of all.
        Column detail = concat(
                lit("kept is the row "), col("firstId"), OtherAnswer.words(col("firstAnswer"), col(Columns.ANSWER)));
        return Marks.drop(seen, reason, detail)
                .drop("key", "topRank", "firstId", "firstAnswer", "place", "least", "greatest");
    }
}
