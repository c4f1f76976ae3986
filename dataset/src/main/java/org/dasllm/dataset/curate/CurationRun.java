package org.dasllm.dataset.curate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.config.LeakagePolicy;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.dataset.files.LocalPath;
import org.dasllm.dataset.files.OutputFolder;
import org.dasllm.dataset.gate.Gate;
import org.dasllm.dataset.memory.MemoryRules;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.task.Task;

/**
 * Curates JSON Lines of samples into train, validation and test.
 *
 * <p>The output folder holds {@code train/}, {@code validation/}, {@code test/}, {@code quarantine/} and {@code ledger/} in Parquet, the
 * rows of the splits as {@code train.jsonl}, {@code validation.jsonl} and {@code test.jsonl}, {@code card.json} with {@code card.html} and
 * {@code DATASET_CARD.md}, {@code review.csv}, {@code sealed-test.jsonl} and {@code manifest.json}. It is written as a whole. What is in it depends on the inputs and the configuration alone, not
 * on the order of lines, the partitions or the machine.
 */
public final class CurationRun {
    private static final int STEPS = DatasetWriter.PROGRESS + 1;

    private final CurateConfig config;
    private final Optional<Task> task;
    private final Curation curation;
    private final SparkSession session;
    private final Progress progress;

    /** Lets go of what Spark keeps for the steps until the run ends. */
    private final List<Runnable> kept = new ArrayList<>();

    private CurationRun(
            CurateConfig config, Optional<Task> task, Curation curation, SparkSession session, Progress progress) {
        this.config = config;
        this.task = task;
        this.curation = curation;
        this.session = session;
        this.progress = progress;
    }

    /**
     * Curates local files.
     *
     * @param task what an answer is; any text where it is empty
     * @throws DasllmException when an input is missing, nothing is left, the disk is full, leakage is to be refused, or, with exit code VERDICT, a gate
     *     does not hold
     */
    public static CurationSummary run(
            CurateConfig config,
            Optional<Task> task,
            List<Path> inputs,
            Path outDir,
            SparkSession session,
            Progress progress) {
        return run(config, task, inputs, outDir, () -> session, progress);
    }

    /**
     * As {@link #run}, on a Spark that may still be starting.
     *
     * @param session is asked for when the steps have been made
     */
    public static CurationSummary run(
            CurateConfig config,
            Optional<Task> task,
            List<Path> inputs,
            Path outDir,
            Supplier<SparkSession> session,
            Progress progress) {
        Curation curation = Curation.of(config, task);
        return run(config, task, curation, inputs, outDir, session.get(), progress);
    }

    /** As {@link #run}, with these steps. */
    static CurationSummary run(
            CurateConfig config,
            Optional<Task> task,
            Curation curation,
            List<Path> inputs,
            Path outDir,
            SparkSession session,
            Progress progress) {
        check(inputs);
        Inputs files = Inputs.ofLocal(inputs);
        org.apache.hadoop.fs.Path out = LocalPath.of(outDir);
        removeAbandoned(out, session);
        return new CurationRun(config, task, curation, session, progress).curate(files, out);
    }

    /**
     * Looks at local files without Spark.
     *
     * @throws DasllmException when there is none, or one is missing or not JSON Lines
     */
    public static void check(List<Path> inputs) {
        requireSome(inputs);
        inputs.forEach(InputFile::check);
    }

    /** A local folder has one writer at a time: what an earlier one left beside it was killed. */
    private static void removeAbandoned(org.apache.hadoop.fs.Path out, SparkSession session) {
        try {
            OutputFolder.at(out, session.sparkContext().hadoopConfiguration()).removeAbandoned();
        } catch (IOException e) {
            throw failure(out, e);
        }
    }

    /**
     * As {@link #run}, on any file system that Hadoop knows. Paths are written as for {@code hadoop fs}: with a scheme, or
     * on the cluster's default file system; nothing in them is encoded, and no character stands for others. An input may also be
     * {@code csv:PATH}, {@code parquet:PATH} or {@code table:NAME}, which Spark reads by itself.
     */
    public static CurationSummary runOn(
            CurateConfig config,
            Optional<Task> task,
            List<String> inputs,
            String out,
            SparkSession session,
            Progress progress) {
        requireSome(inputs);
        return new CurationRun(config, task, Curation.of(config, task), session, progress)
                .curate(Inputs.parse(inputs), Inputs.path(out));
    }

    private static void requireSome(List<?> inputs) {
        if (inputs.isEmpty()) {
            throw DasllmException.usage("Curation has no input", "Give at least one JSON Lines file of samples");
        }
    }

    private CurationSummary curate(Inputs inputs, org.apache.hadoop.fs.Path outPath) {
        Configuration hadoop = session.sparkContext().hadoopConfiguration();
        progress.start("curate", STEPS, "steps");
        try {
            openMemory();
            OutputFolder out = OutputFolder.at(outPath, hadoop);
            List<InputFile.Located> located = inputs.files().stream()
                    .map(path -> InputFile.of(path, hadoop))
                    .toList();
            List<TableSource.Opened> tables =
                    inputs.tables().stream().map(table -> table.open(session)).toList();
            List<InputFile> files = Stream.concat(
                            located.stream().map(InputFile.Located::file),
                            tables.stream().map(TableSource.Opened::file))
                    .sorted((a, b) -> (a.name() + a.sha256()).compareTo(b.name() + b.sha256()))
                    .toList();
            List<Runnable> meanwhile = new ArrayList<>();
            kept.add(() -> meanwhile.forEach(Runnable::run));
            ReadRows read = read(located, tables);
            // By columns: what follows reads few of them.
            Dataset<Row> finished =
                    Leaf.of(curation.apply(read.lookedAt(), meanwhile::add)).persist(StorageLevel.MEMORY_AND_DISK());
            kept.add(() -> finished.unpersist(true));
            Counts counts = Counts.of(finished, curation.all());
            // What the steps had kept makes room for the texts.
            meanwhile.forEach(Runnable::run);
            requireEveryLine(located, tables, counts);
            progress.update(1, "filtered");
            refuseIfUseless(counts);
            DatasetCard card = committed(read, finished, counts, files, out);
            progress.update(STEPS, "done");
            CurationSummary summary = new CurationSummary(card);
            progress.line(summary.line());
            return summary;
        } catch (DasllmException e) {
            throw e;
        } catch (Exception | FSError e) { // Spark throws checked exceptions that no signature names
            throw curation.memory().damageIn(e).orElseGet(() -> failure(outPath, e));
        } finally {
            kept.forEach(Runnable::run);
            progress.finish();
        }
    }

    /** The folder in its place, or nothing of it. */
    private DatasetCard committed(
            ReadRows read, Dataset<Row> finished, Counts counts, List<InputFile> files, OutputFolder out)
            throws Exception {
        boolean committed = false;
        try {
            DatasetCard card = new DatasetWriter(config, task, curation, session, progress, kept::add)
                    .write(read, finished, counts, files, out);
            List<Gate> failed =
                    card.gates().stream().filter(gate -> !gate.holds()).toList();
            if (failed.isEmpty()) {
                out.commit();
            } else {
                out.commitRefused();
            }
            committed = true;
            curation.memory().commit();
            refuse(failed, out);
            return card;
        } finally {
            if (!committed) {
                out.discard();
            }
        }
    }

    /** @throws DasllmException with exit code VERDICT if there is a gate that does not hold */
    private void refuse(List<Gate> failed, OutputFolder out) {
        if (!failed.isEmpty()) {
            failed.forEach(gate -> progress.line(gate.line()));
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    "The dataset does not pass " + failed.size() + " of its gates ("
                            + failed.stream().map(Gate::name).collect(Collectors.joining(", ")) + "), so " + out.place()
                            + " is as it was before",
                    "Look at the card of the refused one in " + out.refusedPlace()
                            + ", correct the inputs, or change curate.gates");
        }
    }

    private void openMemory() {
        if (config.memory() != null) {
            curation.memory()
                    .open(LocalPath.of(config.memory()), MemoryRules.of(config, task, curation.all()), session);
            curation.memory().refusal().ifPresent(progress::line);
        }
    }

    private ReadRows read(List<InputFile.Located> files, List<TableSource.Opened> tables) {
        RowReader reader = new RowReader(
                curation.reading(),
                curation.beforeSplit(),
                curation.behindSplit(),
                curation.masking().orElse(null));
        return ReadRows.of(
                InputLines.of(session, files, tables),
                reader,
                curation.remembered().known(),
                kept::add);
    }

    /** Every line that was read is either accepted or in quarantine. */
    private static void requireEveryLine(
            List<InputFile.Located> inputs, List<TableSource.Opened> tables, Counts counts) {
        long read = inputs.stream().mapToLong(InputFile.Located::lines).sum()
                + tables.stream().mapToLong(TableSource.Opened::count).sum();
        if (read != counts.lines()) {
            throw new IllegalStateException("of " + read + " lines read " + counts.kept() + " were accepted and "
                    + counts.dropped() + " dropped: a step lost or added rows");
        }
    }

    private void refuseIfUseless(Counts counts) {
        if (counts.lines() == 0) {
            throw DasllmException.input("The inputs hold no line", "Harvest or import samples first");
        }
        if (counts.kept() == 0) {
            throw DasllmException.input(
                    "All " + counts.lines() + " lines were dropped: " + counts.words(),
                    "Correct the inputs or the curation's settings");
        }
        if (config.leakage() == LeakagePolicy.REFUSE && counts.leaks() > 0) {
            throw DasllmException.input(
                    counts.leaks() + " rows share a group or a prompt with the test set: " + counts.words(),
                    "Take them out of the inputs, or set leakage to drop");
        }
    }

    /** What the user can correct as one line; a fault of ours as it is. */
    private static RuntimeException failure(org.apache.hadoop.fs.Path out, Throwable cause) {
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
