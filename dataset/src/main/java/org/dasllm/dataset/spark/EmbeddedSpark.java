package org.dasllm.dataset.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/**
 * Spark in this process, on every core, tuned for small data: no web interface, at most as many partitions as cores, nothing
 * listening beyond the loopback, all files under one folder, and no word on the console.
 */
public final class EmbeddedSpark implements AutoCloseable {
    /** Up to here a second core saves less than shuffling takes. */
    private static final long FEW_ROWS = 100_000;

    /** A partition that is kept in memory may have two gigabytes in Spark. */
    private static final long FEW_BYTES = 512L << 20;

    private static final String LOOPBACK = "127.0.0.1";

    private final FutureTask<SparkContext> starting;
    private final @Nullable Path temporary;

    private EmbeddedSpark(FutureTask<SparkContext> starting, @Nullable Path temporary) {
        this.starting = starting;
        this.temporary = temporary;
    }

    /**
     * Starts Spark, which takes a while: it goes on when this returns, and {@link #session} waits for it.
     *
     * @param workDir for its temporary files and its log {@code spark.log}; made when absent. Where its path has a comma or
     *     a dollar sign before a brace, which Spark's settings cannot hold, the temporary files lie in the system's folder
     */
    public static EmbeddedSpark start(Path workDir) {
        int cores = Runtime.getRuntime().availableProcessors();
        return start(workDir, cores, cores);
    }

    /** As {@link #start(Path)}, for these files: small data are in one partition, where nothing has to be shuffled. */
    static EmbeddedSpark start(Path workDir, List<Path> inputs) {
        long bytes = inputs.stream().mapToLong(input -> input.toFile().length()).sum();
        boolean few = bytes <= FEW_BYTES
                && inputs.stream().mapToLong(InputFile::lines).sum() <= FEW_ROWS;
        int cores = Runtime.getRuntime().availableProcessors();
        return start(workDir, cores, few ? 1 : cores);
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
        SparkConf conf = conf(temporary == null ? dir : temporary, cores, partitions);
        FutureTask<SparkContext> starting = new FutureTask<>(() -> SparkContext.getOrCreate(conf));
        Thread thread = new Thread(starting, "spark-start");
        thread.setDaemon(true);
        thread.start();
        return new EmbeddedSpark(starting, temporary);
    }

    private static SparkConf conf(Path dir, int cores, int partitions) {
        // Spark would ask for the address behind this machine's name, which a machine without a network may not know.
        Utils.setCustomHostname(LOOPBACK);
        SparkConf conf = new SparkConf()
                .setMaster("local[" + cores + "]")
                .setAppName("dasllm curate")
                .set("spark.ui.enabled", "false")
                .set("spark.ui.showConsoleProgress", "false")
                .set("spark.driver.host", LOOPBACK)
                .set("spark.driver.bindAddress", LOOPBACK)
                .set("spark.local.dir", dir.resolve("spark-local").toString())
                // In Hadoop's spelling, which encodes nothing.
                .set("spark.sql.warehouse.dir", "file:" + dir.resolve("spark-warehouse"))
                .set("spark.sql.catalogImplementation", "in-memory")
                .set("spark.sql.shuffle.partitions", String.valueOf(partitions))
                .set("spark.default.parallelism", String.valueOf(cores))
                // To plan anew after every stage takes longer than most stages.
                .set("spark.sql.adaptive.enabled", "false")
                .set("spark.sql.constraintPropagation.enabled", "false")
                // Nobody reads the plans, whose texts are long.
                .set("spark.sql.ui.explainMode", "simple")
                .set("spark.sql.maxPlanStringLength", "1000")
                .set("spark.sql.session.timeZone", "UTC");
        if (partitions == 1) {
            // On small data, compiling generated code takes longer than interpreting the expressions.
            conf.set("spark.sql.codegen.wholeStage", "false").set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
            // What is taken for larger is shuffled though it is in one partition already; and nothing needs to be sent
            // anywhere.
            conf.set("spark.sql.defaultSizeInBytes", "1").set("spark.sql.autoBroadcastJoinThreshold", "-1");
        }
        return conf;
    }

    /** Spark, once it has started. */
    public SparkSession session() {
        try {
            starting.get();
            // SparkSession.builder() would look for this class by the reflection of Scala, for half a second.
            return org.apache.spark.sql.classic.SparkSession.builder().getOrCreate();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Spark starts", e);
        }
    }

    @Override
    public void close() {
        try {
            starting.get().stop();
        } catch (ExecutionException e) {
            // It has not started, and who asked for the session knows why.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (temporary != null) {
            FileUtil.fullyDelete(temporary.toFile());
        }
    }
}
