package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.config.Gates;
import org.dasllm.dataset.gate.CheckGates;
import org.dasllm.dataset.gate.Figures;
import org.dasllm.dataset.gate.Gate;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Marks;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/** Takes from the finished rows what the gates ask for, and no more. */
final class GateFigures {
    private GateFigures() {}

    /** The gates that are set, with what came of them. */
    static List<Gate> check(Gates gates, Dataset<Row> finished, Counts counts, Map<String, DatasetCard.Split> splits) {
        Map<String, Long> dropped = new TreeMap<>();
        counts.reasons().forEach((reason, rows) -> dropped.put(reason, rows.rows()));
        Row medians = medians(gates, finished);
        Figures figures = new Figures(
                counts.lines(),
                counts.kept(),
                dropped,
                classes(splits),
                gates.mostRepeatedIds() < 1 ? repeatedIds(finished) : 0,
                medians == null || medians.isNullAt(0) ? 0 : medians.getDouble(0),
                medians == null || medians.isNullAt(1) ? 0 : medians.getDouble(1));
        return CheckGates.of(gates, figures, gates.accepted() == null ? Map.of() : accepted(gates.accepted()));
    }

    /** Rows by answer field and value, of all splits together. */
    private static Map<String, Map<String, Long>> classes(Map<String, DatasetCard.Split> splits) {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        splits.values()
                .forEach(split -> split.labels()
                        .forEach((field, values) ->
                                values.forEach((value, rows) -> all.computeIfAbsent(field, name -> new TreeMap<>())
                                        .merge(value, rows, Long::sum))));
        return all;
    }

    private static Map<String, Map<String, Long>> accepted(Path card) {
        try {
            return Files.size(card) == 0
                    ? Map.of()
                    : classes(DatasetCard.read(card).splits());
        } catch (IOException e) {
            throw DasllmException.input(
                    "The card " + card + " of curate.gates.accepted cannot be read (" + e.getMessage() + ")",
                    "Check the path and its rights",
                    e);
        }
    }

    private static long repeatedIds(Dataset<Row> finished) {
        Row ids = finished.agg(count(col("id")), countDistinct(col("id"))).first();
        return ids.getLong(0) - ids.getLong(1);
    }

    private static @Nullable Row medians(Gates gates, Dataset<Row> finished) {
        if (gates.leastMedianPrompt() + gates.mostMedianPrompt() + gates.leastMedianAnswer() + gates.mostMedianAnswer()
                == 0) {
            return null;
        }
        return finished.filter(Marks.kept())
                .agg(
                        percentile(col(Columns.PROMPT_CHARACTERS), lit(0.5)),
                        percentile(col(Columns.ANSWER_CHARACTERS), lit(0.5)))
                .first();
    }
}
