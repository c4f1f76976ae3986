package org.dasllm.dataset.ledger;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dasllm.dataset.curate.DatasetCard;
import org.dasllm.format.error.DasllmException;

/** How one row went through the steps. */
public final class RowStory {
    /** A beginning of a content hash must be this long. */
    private static final int LEAST_HASH = 8;

    /** A row's id may be in the inputs again and again. */
    private static final int MOST_ROWS = 20;

    private RowStory() {}

    /**
     * Every line that was read with this id, step by step, in words.
     *
     * @param dataset the folder of a curated dataset
     * @param id a sample's id, or the beginning of a row's content hash, eight characters and more
     * @throws DasllmException if the folder is no such dataset, or has no such row
     */
    public static List<String> of(SparkSession session, Path dataset, String id) {
        DatasetCard card = LedgerFiles.card(dataset);
        Column wanted = col("id").equalTo(lit(id));
        if (id.length() >= LEAST_HASH) {
            wanted = wanted.or(col("contentHash").startsWith(id));
        }
        List<Row> rows = LedgerFiles.open(session, dataset)
                .filter(wanted)
                .orderBy("contentHash", "file")
                .limit(MOST_ROWS)
                .collectAsList();
        if (rows.isEmpty()) {
            throw DasllmException.input(
                    "No row of " + dataset + " has the id " + id,
                    "Give an id of the inputs, or a content hash as in review.csv");
        }
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> tell(row, card, lines));
        return lines;
    }

    private static void tell(Row row, DatasetCard card, List<String> lines) {
        String reason = row.getAs("reason");
        Map<String, String> seen =
                row.isNullAt(row.fieldIndex("seen")) ? Map.of() : row.getJavaMap(row.fieldIndex("seen"));
        String id = row.getAs("id");
        lines.add((id == null ? "a line that is no sample" : "row " + id) + " of " + row.getAs("file")
                + ", content hash " + row.<String>getAs("contentHash"));
        boolean gone = false;
        int number = 0;
        for (DatasetCard.Step step : card.steps()) {
            number++;
            String name = String.format("  %2d %-20s", number, step.name());
            boolean here = reason != null
                    && step.dropped().stream().anyMatch(each -> each.reason().equals(reason));
            if (gone) {
                lines.add(name + " not reached");
            } else if (here) {
                gone = true;
                DatasetCard.Dropped meaning = card.dropped().get(reason);
                String detail = row.getAs("detail");
                lines.add(name + " dropped: " + reason + (meaning == null ? "" : ", " + meaning.meaning())
                        + (detail == null || detail.isEmpty() ? "" : " (" + detail + ")"));
            } else {
                String words = seen.get(step.name());
                lines.add(name + " kept" + (words == null ? "" : ": " + words));
            }
        }
        lines.add("  => " + (reason == null ? "in " + row.getAs("split") : "in quarantine, " + reason));
    }
}
