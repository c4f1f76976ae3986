package org.dasllm.dataset.curate;

import static org.dasllm.dataset.curate.CuratedRows.parquet;
import static org.dasllm.dataset.curate.CuratedRows.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.dasllm.format.io.Json;

/** What a dataset consists of, without what says how it was computed. */
final class DatasetContents {
    private static final List<String> FILES =
            List.of("train.jsonl", "validation.jsonl", "test.jsonl", "sealed-test.jsonl", "review.csv");

    private static final List<String> FOLDERS = List.of("train", "validation", "test", "quarantine", "ledger");

    private DatasetContents() {}

    /** The texts of the files as they are, the card but for the keys of the memory and the sealed test, and the rows of the Parquet folders, sorted. */
    static Map<String, String> of(Path out) {
        Map<String, String> contents = new TreeMap<>();
        FILES.forEach(name -> contents.put(name, text(out.resolve(name))));
        ObjectNode card = Json.parse(text(out.resolve("card.json")), ObjectNode.class, "card.json");
        ((ObjectNode) card.path("configuration")).remove(List.of("memory", "sealed_test", "decisions"));
        contents.put("card.json", Json.pretty(card));
        for (String folder : FOLDERS) {
            contents.put(
                    folder,
                    String.join(
                            "\n",
                            parquet(out, folder).stream()
                                    .map(Row::toString)
                                    .sorted()
                                    .toList()));
        }
        try {
            contents.put(
                    "hashes",
                    Json.mapper()
                            .readValue(out.resolve("manifest.json").toFile(), DatasetManifest.class)
                            .rows()
                            .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }
}
