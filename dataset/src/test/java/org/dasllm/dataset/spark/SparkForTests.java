package org.dasllm.dataset.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One Spark for all tests of a JVM, as small data have it: to start it takes longer than most tests. */
public final class SparkForTests {
    private static EmbeddedSpark spark = started(2, 1);

    private SparkForTests() {}

    public static SparkSession session() {
        return spark.session();
    }

    /** Puts a Spark of so many cores and partitions in the place of the one that is there; a process has one at a time. */
    public static void restart(int cores, int partitions) {
        spark.close();
        spark = started(cores, partitions);
    }

    private static EmbeddedSpark started(int cores, int partitions) {
        return EmbeddedSpark.start(Path.of("target", "spark-tests"), cores, partitions);
    }
}
