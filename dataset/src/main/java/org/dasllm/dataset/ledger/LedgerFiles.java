package org.dasllm.dataset.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dasllm.dataset.curate.DatasetCard;
import org.dasllm.format.error.DasllmException;

/** The files of a dataset that answer questions. */
final class LedgerFiles {
    private LedgerFiles() {}

    static DatasetCard card(Path dataset) {
        if (!Files.isRegularFile(dataset.resolve("card.json"))) {
            throw DasllmException.input(
                    dataset + " is not a curated dataset",
                    "Run dasllm curate first, or give the folder that holds card.json");
        }
        return DatasetCard.read(dataset.resolve("card.json"));
    }

    static Dataset<Row> open(SparkSession session, Path dataset) {
        card(dataset);
        Path ledger = dataset.resolve("ledger");
        if (!Files.isDirectory(ledger)) {
            throw DasllmException.input(
                    dataset + " was made by an older version and has no ledger", "Run dasllm curate again");
        }
        return session.read().parquet(ledger.toAbsolutePath().toUri().toString());
    }
}
