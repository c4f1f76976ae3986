package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.dasllm.dataset.spark.SparkForTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurationDeterminismTest {
    private static final String CONFIG =
            "{\"split\": {\"train\": 0.6, \"validation\": 0.2, \"test\": 0.2}, \"near_duplicates\": {\"remove\": true}}";
    private static final List<String> FILES =
            List.of("train.jsonl", "validation.jsonl", "test.jsonl", "DATASET_CARD.md", "card.html", "card.json");

    @TempDir
    Path dir;

    @AfterEach
    void restorePartitions() {
        partitions(2, true);
    }

    private static void partitions(int count, boolean adaptive) {
        SparkSession session = SparkForTests.session();
        session.conf().set("spark.sql.shuffle.partitions", count);
        session.conf().set("spark.sql.adaptive.enabled", adaptive);
        session.conf().set("spark.sql.files.minPartitionNum", count);
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

    @Test
    void theSameRowsWhateverThePartitionsAndTheOrder() {
        List<Object> lines = lines();
        Path first = dir.resolve("first");
        CurationSummary expected = curate(CONFIG, first, file(dir.resolve("0"), "in.jsonl", lines.toArray()));
        assertThat(expected.card().dropped().keySet())
                .contains("conflicting-answer", "duplicate-id", "unparseable-line", "group-in-test");
        Random random = new Random(7);
        for (int partitions : List.of(1, 2, 7)) {
            List<Object> shuffled = new ArrayList<>(lines);
            Collections.shuffle(shuffled, random);
            partitions(partitions, partitions == 2);
            Path out = dir.resolve("out" + partitions);
            CurationSummary summary =
                    curate(CONFIG, out, file(dir.resolve("" + partitions), "in.jsonl", shuffled.toArray()));
            assertThat(summary.card().splits()).isEqualTo(expected.card().splits());
            assertThat(summary.card().dropped()).isEqualTo(expected.card().dropped());
            assertThat(output(out)).isEqualTo(output(first));
        }
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
