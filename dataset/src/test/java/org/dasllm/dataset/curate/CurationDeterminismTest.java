package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurationDeterminismTest {
    private static final String CONFIG =
            "{\"split\": {\"train\": 0.6, \"validation\": 0.2, \"test\": 0.2}, \"near_duplicates\": {\"remove\": true}}";
    private static final List<String> FILES =
            List.of("train.jsonl", "validation.jsonl", "test.jsonl", "DATASET_CARD.md", "card.html", "card.json");

    @TempDir
    Path dir;

    @AfterEach
    void restoreSpark() {
        SparkForTests.restart(2, 1);
    }

    /** Duplicates with other answers, equal lines, equal ids, fixed test rows, broken lines. */
    private static List<Object> lines() {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            String prompt =
                    "request number " + i % 200 + " about a thing called " + Integer.toHexString(i % 200 * 7919);
            String split = i % 17 == 0 ? "test" : null;
            lines.add(sample("s" + i % 230, "g" + i % 70, split, prompt, "answer " + i % 7));
        }
        lines.add(lines.get(5));
        lines.add("{oops");
        lines.add("{oops");
        return lines;
    }

    /** The content hashes of the splits and of the quarantine as the manifest has them, each SHA-256 over its sorted rows. */
    private static Map<String, String> hashes(Path out) throws IOException {
        return Json.mapper()
                .readValue(out.resolve("manifest.json").toFile(), DatasetManifest.class)
                .rows();
    }

    private static List<String> output(Path out) {
        List<String> texts = new ArrayList<>();
        FILES.subList(0, 3).forEach(name -> texts.add(text(out.resolve(name))));
        for (String part : List.of("train", "validation", "test", "quarantine")) {
            TreeSet<String> hashes = new TreeSet<>();
            CuratedRows.parquet(out, part).forEach(row -> hashes.add(row.mkString("|")));
            texts.add(String.join("\n", hashes));
        }
        return texts;
    }

    /** In shuffled order, and in pieces that begin anywhere in the rows. */
    @ParameterizedTest
    @CsvSource({"1, 1, false", "1, 3, true", "4, 1, false", "4, 3, true", "4, 7, false"})
    void theSameRowsWhateverTheCoresThePartitionsAndTheOrder(int cores, int partitions, boolean adaptive)
            throws IOException {
        List<Object> lines = lines();
        Path first = dir.resolve("first");
        CurationSummary expected = curate(CONFIG, first, file(dir.resolve("0"), "in.jsonl", lines.toArray()));
        assertThat(expected.card().dropped().keySet())
                .contains("conflicting-answer", "duplicate-id", "unparseable-line", "group-in-test");
        SparkForTests.restart(cores, partitions);
        SparkForTests.session().conf().set("spark.sql.adaptive.enabled", adaptive);
        List<Object> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, new Random(partitions));
        Path out = dir.resolve("other");
        CurationSummary summary = curate(CONFIG, out, file(dir.resolve("1"), "in.jsonl", shuffled.toArray()));
        assertThat(SparkForTests.session().sparkContext().master()).isEqualTo("local[" + cores + "]");
        assertThat(hashes(out)).hasSize(4).isEqualTo(hashes(first));
        assertThat(summary.card().splits()).isEqualTo(expected.card().splits());
        assertThat(summary.card().dropped()).isEqualTo(expected.card().dropped());
        assertThat(output(out)).isEqualTo(output(first));
    }

    /** Large data are in several partitions, where more is left where it is. */
    @Test
    void aNightInSeveralPartitionsIsWhatAFullRunInOneIs() throws IOException {
        List<Object> lines = lines();
        Path full = dir.resolve("full");
        curate(CONFIG, full, file(dir.resolve("0"), "in.jsonl", lines.toArray()));
        SparkForTests.restart(2, 3);
        String remember =
                CONFIG.substring(0, CONFIG.lastIndexOf('}')) + ", \"memory\": \"" + dir.resolve("memory") + "\"}";
        Path out = dir.resolve("night");
        curate(
                remember,
                out,
                file(dir.resolve("1"), "in.jsonl", lines.subList(0, 200).toArray()));
        curate(remember, out, file(dir.resolve("2"), "in.jsonl", lines.toArray()));
        assertThat(hashes(out)).isEqualTo(hashes(full));
        assertThat(output(out)).isEqualTo(output(full));
    }

    @Test
    void aSecondRunGivesTheSameBytes() {
        Path input = file(dir, "in.jsonl", lines().toArray());
        Path a = dir.resolve("a");
        Path b = dir.resolve("b");
        curate(CONFIG, a, input);
        curate(CONFIG, b, input);
        for (String name : FILES) {
            assertThat(b.resolve(name)).hasSameBinaryContentAs(a.resolve(name));
        }
        assertThat(Arrays.asList(text(a.resolve("train.jsonl")).split("\n"))).hasSizeGreaterThan(50);
    }
}
