package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.config.LeakagePolicy;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;

/**
 * Curates JSON Lines of samples into train, validation and test.
 *
 * <p>The output folder holds {@code train/}, {@code validation/}, {@code test/} and {@code quarantine/} in Parquet, the
 * same rows as {@code train.jsonl}, {@code validation.jsonl} and {@code test.jsonl}, and {@code card.json} with
 * {@code DATASET_CARD.md}. It is written as a whole. What is in it depends on the inputs and the configuration alone, not
 * on the order of lines, the partitions or the machine.
 */
public final class Curation {
    private static final int STEPS = 4;

    private final CurateConfig config;
    private final SparkSession session;
    private final Progress progress;

    private Curation(CurateConfig config, SparkSession session, Progress progress) {
        this.config = config;
        this.session = session;
        this.progress = progress;
    }

    /**
     * Curates local files.
     *
     * @throws DasllmException when an input is missing, nothing is left, the disk is full, or leakage is to be refused
     */
    public static CurationSummary run(
            CurateConfig config, List<Path> inputs, Path outDir, SparkSession session, Progress progress) {
        List<String> uris = new ArrayList<>();
        for (Path input : inputs) {
            if (!Files.isRegularFile(input)) {
                throw DasllmException.input("The input " + input + " is not a file", "Check the path");
            }
            uris.add(input.toAbsolutePath().toUri().toString());
        }
        String out = outDir.toAbsolutePath().toUri().toString();
        removeAbandoned(outDir, session);
        return runOn(config, uris, out, session, progress);
    }

    /** A local folder has one writer at a time: what an earlier one left beside it was killed. */
    private static void removeAbandoned(Path outDir, SparkSession session) {
        try {
            OutputFolder.at(
                            outDir.toAbsolutePath().toUri().toString(),
                            session.sparkContext().hadoopConfiguration())
                    .removeAbandoned();
        } catch (IOException e) {
            throw failure(outDir.toString(), e);
        }
    }

    /** As {@link #run}, on any file system that Hadoop knows. */
    public static CurationSummary runOn(
            CurateConfig config, List<String> inputUris, String outUri, SparkSession session, Progress progress) {
        if (inputUris.isEmpty()) {
            throw DasllmException.usage("Curation has no input", "Give at least one JSON Lines file of samples");
        }
        return new Curation(config, session, progress).curate(inputUris, outUri);
    }

    private CurationSummary curate(List<String> inputs, String outUri) {
        Configuration hadoop = session.sparkContext().hadoopConfiguration();
        progress.start("curate", STEPS, "steps");
        Dataset<Row> finished = null;
        try {
            OutputFolder out = OutputFolder.at(outUri, hadoop);
            List<InputFile> files = inputs.stream()
                    .map(uri -> InputFile.of(uri, hadoop))
                    .sorted((a, b) -> (a.name() + a.sha256()).compareTo(b.name() + b.sha256()))
                    .toList();
            finished = rows(inputs).persist(StorageLevel.MEMORY_AND_DISK());
            Counts counts = Counts.of(finished);
            progress.update(1, "filtered");
            refuseIfUseless(counts);
            DatasetCard card = whole(finished, counts, files, out);
            progress.update(STEPS, "done");
            CurationSummary summary = new CurationSummary(outUri, card);
            progress.line(summary.line());
            return summary;
        } catch (DasllmException e) {
            throw e;
        } catch (Exception | FSError e) { // Spark throws checked exceptions that no signature names
            throw failure(outUri, e);
        } finally {
            if (finished != null) {
                finished.unpersist(true);
            }
            progress.finish();
        }
    }

    /** The folder in its place, or nothing of it. */
    private DatasetCard whole(Dataset<Row> finished, Counts counts, List<InputFile> files, OutputFolder out)
            throws IOException {
        boolean committed = false;
        try {
            DatasetCard card = write(finished, counts, files, out);
            out.commit();
            committed = true;
            return card;
        } finally {
            if (!committed) {
                out.discard();
            }
        }
    }

    private Dataset<Row> rows(List<String> inputs) {
        // Only a line feed ends a line: by default Spark also splits at a bare carriage return.
        Dataset<Row> lines = session.read()
                .option("lineSep", "\n")
                .text(inputs.toArray(String[]::new))
                .select(
                        col("_metadata.file_name").as(Columns.FILE),
                        col("value").as(Columns.LINE))
                .filter(col(Columns.LINE).rlike("\\S"));
        Dataset<Row> rows = lines.map(new LineReader(config), Encoders.row(Columns.PARSED));
        List<Stage> stages = new ArrayList<>(List.of(
                new AssignSplit(),
                new CheckAnswer(),
                new DropRepeatedPrompts(config.exactDuplicates()),
                new DropRepeatedIds()));
        if (config.nearDuplicates().remove()) {
            stages.add(new DropNearDuplicates(config.nearDuplicates().threshold()));
        }
        for (Stage stage : stages) {
            rows = stage.apply(rows);
        }
        Column sample = struct(
                col("id"),
                col("group"),
                col("split"),
                col("prompt"),
                col("completion"),
                col("gold"),
                col("attributes"),
                col("source"),
                col(Columns.TOKENS));
        return rows.withColumn(
                        Columns.JSON,
                        when(
                                Stage.kept(),
                                udf(new RowLine(), DataTypes.StringType).apply(sample)))
                .withColumn(Columns.ROW_HASH, sha2(col(Columns.JSON), 256));
    }

    private void refuseIfUseless(Counts counts) {
        if (counts.lines() == 0) {
            throw DasllmException.input("The inputs hold no line", "Harvest or import samples first");
        }
        if (counts.kept() == 0) {
            throw DasllmException.input(
                    "All " + counts.lines() + " lines were dropped: " + counts.reasons(),
                    "Correct the inputs or the curation's settings");
        }
        if (config.leakage() == LeakagePolicy.REFUSE && counts.leaks() > 0) {
            throw DasllmException.input(
                    counts.leaks() + " rows share a group or a prompt with the test set: " + counts.reasons(),
                    "Take them out of the inputs, or set leakage to drop");
        }
    }

    private DatasetCard write(Dataset<Row> finished, Counts counts, List<InputFile> files, OutputFolder out)
            throws IOException {
        Map<String, String> hashes = SplitFiles.jsonLines(finished, out);
        progress.update(2, "JSON Lines");
        SplitFiles.parquet(finished, out, session);
        progress.update(3, "Parquet");
        Map<String, DatasetCard.Split> splits = new LinkedHashMap<>();
        hashes.forEach((split, hash) -> splits.put(split, counts.split(split, hash)));
        DatasetCard card = new DatasetCard(
                counts.lines(),
                splits,
                counts.dropped(),
                counts.conflicts(),
                counts.checks(),
                config,
                files,
                new TreeMap<>(Map.of("Apache Spark", session.version())));
        for (DatasetCard.Check check : card.leakageChecks()) {
            if (!check.holds()) {
                throw new IllegalStateException("a filter let through " + check);
            }
        }
        out.write("card.json", Json.pretty(card));
        out.write("DATASET_CARD.md", DatasetCardPage.of(card));
        return card;
    }

    /** What the user can mend as one line; a fault of ours as it is. */
    private static RuntimeException failure(String out, Throwable cause) {
        if (FileFailure.diskFull(cause)) {
            return DasllmException.input(
                    "The disk is full while " + out + " is written", "Make room and run the same command again", cause);
        }
        if (cause instanceof IOException) {
            return DasllmException.input(
                    "The dataset cannot be written to " + out + " (" + cause.getMessage() + ")",
                    "Check the folder and its rights",
                    cause);
        }
        return cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
    }
}
