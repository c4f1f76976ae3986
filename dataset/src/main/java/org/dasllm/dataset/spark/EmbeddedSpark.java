package org.dasllm.dataset.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/**
 * Spark in this process, on every core, tuned for small data: no web interface, at most as many partitions as cores, nothing
 * listening beyond the loopback, all files under one folder, and no word on the console.
 */
public final class EmbeddedSpark implements AutoCloseable {
    /** Up to here a second core saves less than shuffling takes; some 100,000 short samples. */
    private static final long SMALL = 64L << 20;

    private static final String LOOPBACK = "127.0.0.1";

    private final SparkSession session;
    private final @Nullable Path temporary;

    private EmbeddedSpark(SparkSession session, @Nullable Path temporary) {
        this.session = session;
        this.temporary = temporary;
    }

    /**
     * Starts Spark.
     *
     * @param workDir for its temporary files and its log {@code spark.log}; made when absent. Where its path has a comma or
     *     a dollar sign before a brace, which Spark's settings cannot hold, the temporary files lie in the system's folder
     */
    public static EmbeddedSpark start(Path workDir) {
        int cores = Runtime.getRuntime().availableProcessors();
        return start(workDir, cores, cores);
    }

    /** As {@link #start(Path)}, for so many bytes: small data are in one partition, where nothing has to be shuffled. */
    static EmbeddedSpark start(Path workDir, long bytes) {
        int cores = Runtime.getRuntime().availableProcessors();
        return start(workDir, cores, bytes <= SMALL ? 1 : cores);
    }

    /** As {@link #start(Path)}, with a number of cores, and of partitions behind a shuffle. */
    public static EmbeddedSpark start(Path workDir, int cores, int partitions) {
        Path dir = workDir.toAbsolutePath();
        Path temporary = null;
        try {
            Files.createDirectories(dir);
            if (dir.toString().contains(",") || dir.toString().contains("${")) {
                temporary = Files.createTempDirectory("dasllm-spark");
            }
        } catch (IOException e) {
            throw DasllmException.input(
                    "The folder " + dir + " for Spark's files cannot be made (" + e.getMessage() + ")",
                    "Check its place and rights",
                    e);
        }
        QuietLog.to(dir.resolve("spark.log"));
        return new EmbeddedSpark(session(temporary == null ? dir : temporary, cores, partitions), temporary);
    }

    private static SparkSession session(Path dir, int cores, int partitions) {
        // Spark would ask for the address behind this machine's name, which a machine without a network may not know.
        Utils.setCustomHostname(LOOPBACK);
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[" + cores + "]")
                .appName("dasllm curate")
                .config("spark.ui.enabled", false)
                .config("spark.ui.showConsoleProgress", false)
                .config("spark.driver.host", LOOPBACK)
                .config("spark.driver.bindAddress", LOOPBACK)
                .config("spark.local.dir", dir.resolve("spark-local").toString())
                // In Hadoop's spelling, which encodes nothing.
                .config("spark.sql.warehouse.dir", "file:" + dir.resolve("spark-warehouse"))
                .config("spark.sql.catalogImplementation", "in-memory")
                .config("spark.sql.shuffle.partitions", partitions)
                .config("spark.default.parallelism", cores)
                // To plan anew after every stage takes longer than most stages.
                .config("spark.sql.adaptive.enabled", false)
                .config("spark.sql.constraintPropagation.enabled", false)
                // Nobody reads the plans, whose texts are long.
                .config("spark.sql.ui.explainMode", "simple")
                .config("spark.sql.maxPlanStringLength", 1000)
                .config("spark.sql.session.timeZone", "UTC");
        if (partitions == 1) {
            // On small data, compiling generated code takes longer than interpreting the expressions.
            builder.config("spark.sql.codegen.wholeStage", false).config("spark.sql.codegen.factoryMode", "NO_CODEGEN");
            // What is taken for larger is shuffled though it is in one partition already; and nothing needs to be sent
            // anywhere.
            builder.config("spark.sql.defaultSizeInBytes", 1).config("spark.sql.autoBroadcastJoinThreshold", -1);
        }
        return builder.getOrCreate();
    }

    public SparkSession session() {
        return session;
    }

    @Override
    public void close() {
        session.stop();
        if (temporary != null) {
            FileUtil.fullyDelete(temporary.toFile());
        }
    }
}
