package org.dasllm.dataset.spark;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.curate.CurationRun;
import org.dasllm.dataset.curate.CurationSummary;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.TextFile;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.task.Task;

/**
 * The curation for {@code spark-submit}: master, memory and the like come from there. Of a run's resolved configuration it reads
 * the sections {@code curate} and {@code task}. Paths are written as for
 * {@code hadoop fs}: those without a scheme belong to the cluster's default file system, and nothing is encoded, so that
 * {@code %20} is three characters of a name and no blank. The executors write Parquet; the driver writes the JSON Lines and the card.
 *
 * <p>It ends with an {@link ExitCode}: 0 when the dataset is in its place, 2 for the command line or the configuration, 3 for the inputs, the
 * output or the cluster's disk, and 70 for a fault. After anything but 0 the folder is what it was before.
 */
public final class CurateJob {
    private CurateJob() {}

    public static void main(String... arguments) {
        int exit = run(arguments);
        if (exit != ExitCode.DONE.number()) {
            System.exit(exit);
        }
    }

    private static int run(String... arguments) {
        try {
            CurateArguments parsed = CurateArguments.parse(arguments);
            SparkSession session =
                    SparkSession.builder().appName("dasllm curate").getOrCreate();
            try {
                Configuration hadoop = session.sparkContext().hadoopConfiguration();
                ConfigSource run = ConfigSource.json(read(parsed.config(), hadoop), parsed.config());
                CurateConfig config = ConfigBinder.bind(run.section("curate"), CurateConfig.class);
                DatasetTables tables = new DatasetTables(parsed.tables());
                tables.check(parsed.out(), session);
                CurationSummary summary = CurationRun.runOn(
                        config, config.task(task(run)), parsed.inputs(), parsed.out(), session, Progress.SILENT);
                tables.publish(parsed.out(), session);
                System.out.println(summary.line());
                return ExitCode.DONE.number();
            } finally {
                session.stop();
            }
        } catch (DasllmException e) {
            System.err.println(e.getMessage());
            return e.exitCode().number();
        } catch (RuntimeException e) {
            // Spark's own way would be 1, which says nothing to a scheduler.
            e.printStackTrace();
            return ExitCode.FAULT.number();
        }
    }

    private static Optional<Task> task(ConfigSource run) {
        return run.root().hasNonNull("task")
                ? Optional.of(ConfigBinder.bind(run.section("task"), Task.class).longForm())
                : Optional.empty();
    }

    private static String read(String written, Configuration hadoop) {
        try {
            Path path = new Path(written);
            FileSystem files = path.getFileSystem(hadoop);
            try (FSDataInputStream in = files.open(path)) {
                return TextFile.decode(in.readAllBytes(), written);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw DasllmException.input(
                    "The configuration " + written + " cannot be read (" + e.getMessage() + ")", "Check the path", e);
        }
    }
}
