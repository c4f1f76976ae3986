package org.dasllm.dataset.curate;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Plans the queries on few rows of large data as those of small data: behind a shuffle in one partition, and without generated code, which takes longer to compile than
 * the rows take.
 */
final class FewRows {
    private static final Map<String, String> SETTINGS =
            Map.of("spark.sql.shuffle.partitions", "1", "spark.sql.codegen.wholeStage", "false");

    private FewRows() {}

    static <T> T planned(SparkSession session, Supplier<T> queries) {
        Map<String, String> before = new HashMap<>();
        SETTINGS.forEach((key, value) -> {
            before.put(key, session.conf().get(key));
            session.conf().set(key, value);
        });
        try {
            return queries.get();
        } finally {
            before.forEach((key, value) -> session.conf().set(key, value));
        }
    }
}
