package org.dasllm.dataset.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One Spark for all tests of a JVM: to start it takes longer than most tests. */
public final class SparkForTests {
    private static final EmbeddedSpark SPARK = EmbeddedSpark.start(Path.of("target", "spark-tests"), 2);

    private SparkForTests() {}

    public static SparkSession session() {
        return SPARK.session();
    }
}
