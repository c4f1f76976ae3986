package org.dasllm.dataset.curate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.duplicates.ResolveConflicts;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.dataset.files.OutputFolder;
import org.dasllm.dataset.gate.Gate;
import org.dasllm.dataset.graph.AcrossSplits;
import org.dasllm.document.content.Document;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.document.markdown.MarkdownRenderer;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.task.Task;

/**
 * Writes what came of a curation: the rows of the splits, the ledger, the quarantine, what the card says of them, and the manifest.
 *
 * @param letGo is given what lets go of rows that are kept meanwhile, to be run when all is done
 */
record DatasetWriter(
        CurateConfig config,
        Optional<Task> task,
        Curation curation,
        SparkSession session,
        Progress progress,
        Consumer<Runnable> letGo) {
    /** The last of the steps that {@link #write} tells the progress. */
    static final int PROGRESS = 3;

    /** What is found out while the rows are written. */
    private record Found(List<DatasetCard.Check> checks, DatasetCard.Details details) {}

    /**
     * Writes all files.
     *
     * @param read all rows as they were read
     * @param finished the same behind the last step
     * @param out the folder whose draft is filled
     */
    DatasetCard write(ReadRows read, Dataset<Row> finished, Counts counts, List<InputFile> files, OutputFolder out)
            throws Exception {
        // A vote writes into a row what other rows say.
        boolean asRemembered = curation.steps().stream().noneMatch(ResolveConflicts.class::isInstance);
        RememberedRows remembered = curation.remembered();
        WholeRows whole = WholeRows.of(
                finished, remembered.texts(read), remembered.standing(read, finished), asRemembered, letGo);
        Map<String, String> hashes = new HashMap<>();
        Found found = SideBySide.run(
                () -> {
                    List<DatasetCard.Check> checks = checks(finished, counts);
                    QuarantineLines lines = new QuarantineLines(
                            curation.memory(), curation.masking().orElse(null));
                    SplitFiles.quarantine(lines.of(finished, read), out);
                    SplitFiles.ledger(finished, out);
                    return new Found(
                            checks,
                            CardDetails.of(
                                    finished,
                                    whole,
                                    curation.sets(),
                                    config.nearDuplicates().across(),
                                    counts));
                },
                () -> {
                    remembered.remember(read, whole);
                    try (SealedFile sealed = SealedFile.open(config.sealedTest(), out)) {
                        hashes.putAll(
                                SplitFiles.jsonLines(whole, curation.memory(), remembered.anew(read), sealed, out));
                        sealed.addAbsent();
                    }
                    progress.update(2, "JSON Lines");
                    SplitFiles.parquet(whole, out, session);
                    progress.update(PROGRESS, "Parquet");
                });
        Map<String, DatasetCard.Split> splits = new LinkedHashMap<>();
        hashes.forEach((split, hash) -> splits.put(split, counts.split(split, hash)));
        List<Gate> gates = GateFigures.check(config.gates(), finished, counts, splits);
        DatasetCard card = new DatasetCard(
                counts.lines(),
                splits,
                counts.reasons(),
                counts.steps(),
                found.checks(),
                gates,
                task.orElse(null),
                config,
                files,
                new TreeMap<>(Map.of("Apache Spark", session.version())),
                found.details());
        for (DatasetCard.Check check : card.leakageChecks()) {
            if (!check.holds()) {
                throw new IllegalStateException("a filter let through " + check);
            }
        }
        Map<String, String> rows = new TreeMap<>(hashes);
        rows.put("quarantine", ReviewFile.write(whole, curation.stepsOfReasons(), out));
        out.write("card.json", Json.pretty(card));
        Document document = CardDocument.of(card);
        out.write("card.html", HtmlRenderer.render(document));
        out.write("DATASET_CARD.md", MarkdownRenderer.render(document));
        Map<String, Boolean> held = new TreeMap<>();
        gates.forEach(gate -> held.put(gate.name(), gate.holds()));
        out.write(DatasetManifest.NAME, Json.pretty(new DatasetManifest(2, rows, held, out.written())));
        return card;
    }

    /** Those of the steps, and an exact join that looks at the finished rows alone. */
    private List<DatasetCard.Check> checks(Dataset<Row> finished, Counts counts) {
        double across = config.nearDuplicates().across();
        List<DatasetCard.Check> checks = new ArrayList<>(counts.checks());
        checks.add(new DatasetCard.Check(
                "pairs of prompts at a Jaccard similarity of " + across + " and more in different splits",
                new AcrossSplits(curation.memory(), curation.sets(), "finished", across)
                        .of(finished)
                        .count()));
        return checks;
    }
}
