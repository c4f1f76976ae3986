package org.dasllm.dataset.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/**
 * Spark in this process, on every core, tuned for small data: no web interface, as many partitions as cores, nothing
 * listening beyond the loopback, all files under one folder, and no word on the console.
 */
public final class EmbeddedSpark implements AutoCloseable {
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
        return start(workDir, Runtime.getRuntime().availableProcessors());
    }

    /** As {@link #start(Path)}, with a number of cores and partitions. */
    public static EmbeddedSpark start(Path workDir, int cores) {
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
        return new EmbeddedSpark(session(temporary == null ? dir : temporary, cores), temporary);
    }

    private static SparkSession session(Path dir, int cores) {
        return SparkSession.builder()
                .master("local[" + cores + "]")
                .appName("dasllm curate")
                .config("spark.ui.enabled", false)
                .config("spark.ui.showConsoleProgress", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", dir.resolve("spark-local").toString())
                // In Hadoop's spelling, which encodes nothing.
                .config("spark.sql.warehouse.dir", "file:" + dir.resolve("spark-warehouse"))
                .config("spark.sql.catalogImplementation", "in-memory")
                .config("spark.sql.shuffle.partitions", cores)
                .config("spark.default.parallelism", cores)
                .config("spark.sql.adaptive.enabled", true)
                .config("spark.sql.session.timeZone", "UTC")
                // On small data, compiling generated code takes longer than interpreting the expressions.
                .config("spark.sql.codegen.wholeStage", false)
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                .getOrCreate();
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
