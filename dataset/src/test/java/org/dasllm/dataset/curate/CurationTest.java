package org.dasllm.dataset.curate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.gold;
import static org.dasllm.dataset.curate.CuratedRows.parquet;
import static org.dasllm.dataset.curate.CuratedRows.quarantine;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurationTest {
    private static final String ALL_TRAIN = "\"split\": {\"train\": 1, \"validation\": 0, \"test\": 0}";

    @TempDir
    Path dir;

    private static List<String> ids(Path jsonl) {
        return SampleFile.read(jsonl).stream().map(Sample::id).toList();
    }

    private static Sample unsplit(Sample kept) {
        return new Sample(
                kept.id(),
                kept.group(),
                null,
                kept.prompt(),
                kept.completion(),
                kept.gold(),
                kept.attributes(),
                kept.source());
    }

    @Test
    void keepsGoodRowsAndQuarantinesBadOnesWithTheirRawLine() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("b", "g2", null, "second", "{\"intent\":\"card\"}"),
                "{broken \u00fc",
                "",
                sample("a", "g1", null, "first", "{\"intent\":\"refund\"}"),
                sample("c", "g3", null, "third", "no idea"),
                sample("d", "g4", null, "fourth", "{\"intent\":\"weather\"}"),
                sample("e", "g5", null, "fifth", null));
        Path out = dir.resolve("out");
        CurationSummary summary =
                curate("{" + ALL_TRAIN + ", \"answer_fields\": {\"intent\": [\"card\", \"refund\"]}}", out, input);

        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("a", "b");
        assertThat(quarantine(out))
                .isEqualTo(Map.of(
                        "{broken \u00fc",
                        "unparseable-line",
                        "c",
                        "answer-not-json",
                        "d",
                        "answer-unknown-value",
                        "e",
                        "empty-completion"));
        Row broken = parquet(out, "quarantine").stream()
                .filter(row -> row.isNullAt(row.fieldIndex("id")))
                .findFirst()
                .orElseThrow();
        assertThat(broken.<String>getAs("line")).isEqualTo("{broken \u00fc");
        assertThat(broken.<String>getAs("file")).isEqualTo("in.jsonl");

        DatasetCard.Split train = summary.card().splits().get("train");
        assertThat(train).isNotNull();
        assertThat(summary.card().lines()).isEqualTo(6);
        assertThat(summary.rows("train")).isEqualTo(2);
        assertThat(summary.dropped()).isEqualTo(4);
        assertThat(train.labels()).isEqualTo(Map.of("intent", Map.of("card", 1L, "refund", 1L)));
        assertThat(train.attributes()).isEqualTo(Map.of("channel", Map.of("web", 2L)));
        assertThat(train.groups()).isEqualTo(2);
        assertThat(summary.card().leakageChecks()).hasSize(4).allMatch(DatasetCard.Check::holds);
    }

    @Test
    void theFolderHoldsTheSameRowsTwiceAndNothingElse() throws IOException {
        Path input =
                file(dir, "in.jsonl", sample("a", "g1", "train", "first", "x"), sample("b", "g2", "test", "y", "z"));
        Path out = dir.resolve("out");
        curate("{}", out, input);
        try (Stream<Path> names = Files.list(out)) {
            assertThat(names.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "train",
                            "validation",
                            "test",
                            "quarantine",
                            "ledger",
                            "review.csv",
                            "sealed-test.jsonl",
                            "manifest.json",
                            "train.jsonl",
                            "validation.jsonl",
                            "test.jsonl",
                            "card.json",
                            "card.html",
                            "DATASET_CARD.md");
        }
        try (Stream<Path> names = Files.walk(out)) {
            assertThat(names.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".crc"));
        }
        try (Stream<Path> names = Files.list(dir)) {
            assertThat(names).containsExactlyInAnyOrder(input, out);
        }
        Sample written = SampleFile.read(out.resolve("train.jsonl")).get(0);
        Row row = parquet(out, "train").get(0);
        assertThat(written).isEqualTo(sample("a", "g1", "train", "first", "x"));
        assertThat(row.<String>getAs("id")).isEqualTo("a");
        assertThat(row.<String>getAs("completion")).isEqualTo("x");
        assertThat(row.getJavaMap(row.fieldIndex("attributes"))).isEqualTo(Map.of("channel", "web"));
        assertThat(parquet(out, "validation")).isEmpty();
        assertThat(text(out.resolve("DATASET_CARD.md")))
                .contains("| train | 1 | 1 |")
                .contains("| holds |");
    }

    @Test
    void keepsTheDuplicateWithTheLeastHashAndCountsConflicts() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("a", "g1", null, "Same  Prompt", "yes"),
                sample("b", "g2", null, "same prompt ", "no"),
                sample("c", "g3", null, "other", "yes"),
                sample("d", "g4", null, "OTHER", "yes"));
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{" + ALL_TRAIN + "}", out, input);
        assertThat(summary.rows("train")).isEqualTo(2);
        assertThat(summary.card().found("conflicting-prompts")).isEqualTo(1);
        assertThat(quarantine(out).values()).containsExactlyInAnyOrder("duplicate-prompt", "conflicting-answer");
        assertThat(summary.card().found("dropped-with-other-answer")).isEqualTo(1);
        assertThat(details(out))
                .anySatisfy(detail ->
                        assertThat(detail).matches("kept is the row ([ab]); it has '(yes|no)', this one '(yes|no)'"));
        TreeMap<String, String> leastHash = new TreeMap<>();
        for (String line : text(input).lines().toList()) {
            String prompt = line.toLowerCase(Locale.ROOT).contains("same") ? "same" : "other";
            leastHash.merge(prompt, Sha256.ofString(line), (x, y) -> x.compareTo(y) < 0 ? x : y);
        }
        assertThat(SampleFile.read(out.resolve("train.jsonl")))
                .extracting(kept -> Sha256.ofString(Json.line(unsplit(kept))))
                .containsExactlyInAnyOrderElementsOf(leastHash.values());
        CurationSummary both = curate("{" + ALL_TRAIN + ", \"exact_duplicates\": false}", dir.resolve("both"), input);
        assertThat(both.rows("train")).isEqualTo(4);
        assertThat(both.card().found("conflicting-prompts")).isEqualTo(1);
    }

    @Test
    void theTestSetKeepsItsGroupsAndPromptsToItself() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("t1", "alice", "test", "my card is lost", "x"),
                sample("fixed", "alice", "train", "I moved", "x"),
                sample("free", "alice", null, "hello there", "x"),
                sample("copy", "bob", "train", "My card is LOST", "x"),
                sample("v1", "carol", "validation", "where is my refund", "x"),
                sample("tv", "carol", "train", "another one", "x"),
                sample("follows", "carol", null, "goes with carol", "x"),
                sample("copyv", "dave", "train", "where is my  refund", "x"),
                sample("ok", "erin", "train", "fine", "x"));
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{" + ALL_TRAIN + "}", out, input);
        assertThat(quarantine(out))
                .isEqualTo(Map.of(
                        "fixed", "group-in-test",
                        "free", "group-in-test",
                        "copy", "prompt-in-test",
                        "tv", "group-in-validation",
                        "copyv", "prompt-in-validation"));
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("ok");
        assertThat(ids(out.resolve("validation.jsonl"))).containsExactly("follows", "v1");
        assertThat(ids(out.resolve("test.jsonl"))).containsExactly("t1");
        assertThat(summary.card().leakageChecks()).allMatch(DatasetCard.Check::holds);

        assertThatThrownBy(() -> curate("{\"leakage\": \"refuse\"}", dir.resolve("refused"), input))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("group-in-test 2")
                .hasMessageContaining("prompt-in-test 1");
        assertThat(dir.resolve("refused")).doesNotExist();
    }

    @Test
    void hashedGroupsAreNotTornApart() {
        Object[] lines = new Object[300];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = sample("s" + i, "g" + i % 60, null, "prompt number " + i, "x");
        }
        Path out = dir.resolve("out");
        CurationSummary summary = curate(
                "{\"split\": {\"train\": 0.6, \"validation\": 0.2, \"test\": 0.2}}", out, file(dir, "in.jsonl", lines));
        assertThat(summary.dropped()).isZero();
        for (String split : List.of("train", "validation", "test")) {
            DatasetCard.Split found = summary.card().splits().get(split);
            assertThat(found).isNotNull();
            assertThat(found.rows()).isPositive().isEqualTo(5 * found.groups());
        }
    }

    @Test
    void testRowsAreJudgedByGoldSoThatTheTeachersFailuresStay() {
        Path input = file(
                dir,
                "in.jsonl",
                gold("garbled", "g1", "one", "who knows", "card"),
                gold("unanswered", "g2", "two", null, "refund"),
                gold("right", "g3", "three", "card", "card"),
                gold("wronggold", "g4", "four", "card", "kard"),
                sample("train", "g5", "train", "five", "who knows"),
                sample("nogold", "g6", "test", "six", "who knows"));
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{\"answer_values\": [\"card\", \"refund\"]}", out, input);
        assertThat(ids(out.resolve("test.jsonl"))).containsExactly("garbled", "right", "unanswered");
        assertThat(quarantine(out))
                .isEqualTo(Map.of(
                        "wronggold", "answer-unknown-value",
                        "train", "answer-unknown-value",
                        "nogold", "answer-unknown-value"));
        DatasetCard.Split test = summary.card().splits().get("test");
        assertThat(test).isNotNull();
        assertThat(summary.card().found("without-valid-completion")).isEqualTo(2);
        assertThat(test.labels()).isEqualTo(Map.of("label", Map.of("card", 2L, "refund", 1L)));
    }

    @Test
    void anAnswerByASchemaIsKeptAndAnyOtherSaysWhatIsWrong() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("a", "g1", null, "one", "{\"amount\": 2.50, \"due\": \"2026-11-28\", \"paid\": true}"),
                sample("b", "g2", null, "two", "{\"amount\": -1, \"due\": \"2026-11-28\", \"paid\": true}"),
                sample("c", "g3", null, "three", "{\"amount\": 1, \"due\": \"2026-11-31\", \"paid\": false}"),
                sample("d", "g4", null, "four", "{\"amount\": 1, \"due\": \"2026-11-30\"}"),
                sample("e", "g5", null, "five", "{\"amount\": 1, \"due\": \"2026-11-30\", \"paid\": true, \"x\": 1}"),
                sample("f", "g6", null, "six", "no idea"));
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{" + ALL_TRAIN + "}", """
                {"kind": "json", "schema": {"type": "object", "additionalProperties": false,
                  "properties": {"amount": {"type": "number", "minimum": 0}, "due": {"type": "string", "format": "date"},
                                 "paid": {"type": "boolean"}},
                  "required": ["amount", "due", "paid"]}}""", out, input);
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("a");
        Map<String, String> details = new TreeMap<>();
        parquet(out, "quarantine")
                .forEach(row -> details.put(row.getAs("id"), row.getAs("reason") + ": " + row.getAs("detail")));
        assertThat(details)
                .isEqualTo(Map.of(
                        "b", "answer-not-by-schema: /amount must be at least 0, and is '-1'",
                        "c", "answer-not-by-schema: /due is not of the format date, and is '\"2026-11-31\"'",
                        "d", "answer-missing-field: the value lacks 'paid'",
                        "e", "answer-unknown-field: the value may not have 'x'",
                        "f", "answer-not-json: 'no idea'"));
        // Amounts and dates are no classes.
        assertThat(summary.card().splits().values().stream().flatMap(split -> split.labels().entrySet().stream()))
                .containsExactly(Map.entry("paid", Map.of("true", 1L)));
        assertThat(summary.card().task()).isNotNull();
        assertThat(text(out.resolve("DATASET_CARD.md")))
                .contains("An answer is JSON with the fields amount, due, paid.");
    }

    @Test
    void theShortFormGivesWhatTheTaskGives() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("a", "g1", null, "one", "{\"intent\":\"card\"}"),
                sample("b", "g2", null, "two", "{\"intent\":\"loan\"}"),
                sample("c", "g3", null, "three", "{\"intent\":\"refund\",\"x\":1}"),
                sample("d", "g4", null, "four", "card"));
        Path shortForm = dir.resolve("short");
        Path longForm = dir.resolve("long");
        curate("{" + ALL_TRAIN + ", \"answer_fields\": {\"intent\": [\"card\", \"refund\"]}}", shortForm, input);
        String task = "{\"kind\": \"json\", \"fields\": {\"intent\": [\"card\", \"refund\"]}}";
        DatasetCard card = curate("{" + ALL_TRAIN + "}", task, longForm, input).card();
        assertThat(text(longForm.resolve("train.jsonl"))).isEqualTo(text(shortForm.resolve("train.jsonl")));
        assertThat(quarantine(longForm)).isEqualTo(quarantine(shortForm));
        assertThat(card.task())
                .isEqualTo(Json.read(shortForm.resolve("card.json"), DatasetCard.class)
                        .task());
    }

    @Test
    void anIdIsGivenOnce() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("a", "g1", "train", "one", "x"),
                sample("a", "g2", "test", "two", "x"),
                sample("b", "g3", "train", "three", "x"));
        Path out = dir.resolve("out");
        curate("{}", out, input);
        assertThat(ids(out.resolve("test.jsonl"))).containsExactly("a");
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("b");
        assertThat(quarantine(out)).isEqualTo(Map.of("a", "duplicate-id"));
    }

    @Test
    void nearDuplicatesGoOnlyWhenAsked() {
        String text = "hello I would like to know when the refund for my returned order will arrive in my account";
        Path input = file(
                dir,
                "in.jsonl",
                sample("t", "g1", "test", text + " please", "x"),
                sample("near", "g2", "train", text + ", please.", "x"),
                sample("nearer", "g3", "train", text + " PLEASE!", "x"),
                sample("far", "g4", "train", "the refund for my order has arrived, thank you very much indeed", "x"),
                sample("v", "g5", "validation", "my card was swallowed by the machine in the high street", "x"),
                sample("nv", "g6", "train", "my card was swallowed by the machine in the high street!", "x"),
                sample("p", "g7", "train", "why was I charged twice for one coffee in the airport", "x"),
                sample("q", "g8", "train", "why was I charged twice, for one coffee in the airport?", "x"));
        Path asFixed = dir.resolve("with");
        curate("{}", asFixed, input);
        assertThat(quarantine(asFixed))
                .as("within a split nothing goes; between splits it does in any case")
                .isEqualTo(Map.of(
                        "near", "near-duplicate-in-test",
                        "nearer", "near-duplicate-in-test",
                        "nv", "near-duplicate-in-validation"));
        Path out = dir.resolve("without");
        curate("{\"near_duplicates\": {\"remove\": true}}", out, input);
        assertThat(quarantine(out))
                .containsEntry("near", "near-duplicate-in-test")
                .containsEntry("nearer", "near-duplicate-in-test")
                .containsEntry("nv", "near-duplicate-in-validation")
                .containsValue("near-duplicate")
                .hasSize(4);
        assertThat(ids(out.resolve("train.jsonl"))).contains("far").hasSize(2);
    }

    private static List<String> details(Path out) {
        return parquet(out, "quarantine").stream()
                .map(row -> row.<String>getAs("detail"))
                .toList();
    }

    /** One word may be all that tells two long messages of different labels apart. */
    @Test
    void nearDuplicatesWithOtherLabelsStayInTheirSplitAndAreNamedAcrossSplits() {
        String text =
                "hello I would like you to know that I did %s receive the refund for my returned order in my account";
        Path input = file(
                dir,
                "in.jsonl",
                sample("yes", "g1", "train", text.formatted("indeed"), "yes"),
                sample("no", "g2", "train", text.formatted("not"), "no"),
                sample("yes2", "g3", "train", text.formatted("indeed") + "!", "yes"),
                sample("t", "g4", "test", text.formatted("never ever"), "no"),
                sample("other", "g5", "train", "what does a second card cost me per year", "no"));
        String near = "\"near_duplicates\": {\"remove\": true, \"threshold\": 0.6}";
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{\"answer_values\": [\"yes\", \"no\"], " + near + "}", out, input);
        assertThat(quarantine(out).values()).containsOnly("near-duplicate-in-test");
        assertThat(summary.card().found("dropped-with-other-answer")).isEqualTo(2);
        assertThat(details(out)).contains("near the row t; it has 'no', this one 'yes'", "near the row t");

        Path noTest = file(
                dir,
                "train.jsonl",
                text(input).lines().filter(line -> !line.contains("\"t\"")).toArray());
        Path kept = dir.resolve("kept");
        summary = curate("{\"answer_values\": [\"yes\", \"no\"], " + near + "}", kept, noTest);
        assertThat(quarantine(kept).values()).containsExactly("near-duplicate");
        assertThat(ids(kept.resolve("train.jsonl"))).hasSize(3).contains("no", "other");
        assertThat(summary.card().found("kept-near-other-answer")).isPositive();
        assertThat(summary.card().found("dropped-with-other-answer")).isZero();
        assertThat(text(kept.resolve("DATASET_CARD.md"))).containsPattern("with another label[^|]*\\| 1 \\|");

        Path free = dir.resolve("free");
        summary = curate("{" + near + "}", free, noTest);
        assertThat(ids(free.resolve("train.jsonl"))).hasSize(2);
        assertThat(summary.card().found("dropped-with-other-answer")).isPositive();
    }

    @Test
    void samePromptsInTwoSplitsNameBothAnswers() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("t", "g1", "test", "I want US dollars", "usd"),
                sample("a", "g2", "train", "I want us dollars", "us"),
                sample("b", "g3", "train", "fine", "x"));
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{}", out, input);
        assertThat(quarantine(out)).isEqualTo(Map.of("a", "prompt-in-test"));
        assertThat(details(out)).containsExactly("kept is the row t; it has 'usd', this one 'us'");
        assertThat(summary.card().found("dropped-with-other-answer")).isEqualTo(1);
    }

    @Test
    void aByteOrderMarkAndBytesThatAreNoTextAreMattersOfTheirLine() throws IOException {
        byte[] bad = {'{', '"', (byte) 0xff, '"', '}', '\n'};
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("\ufeff" + Json.line(sample("a", "g1", "train", "first", "x")) + "\r\n").getBytes(UTF_8));
        all.writeBytes(bad);
        all.writeBytes(("\ufeff" + Json.line(sample("b", "g2", "train", "sec\u2028ond", "y"))).getBytes(UTF_8));
        Path input = Files.write(dir.resolve("in.jsonl"), all.toByteArray());
        Path out = dir.resolve("out");
        curate("{}", out, input);
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("a", "b");
        assertThat(quarantine(out)).isEqualTo(Map.of("{\"\ufffd\"}", "unparseable-line"));
        assertThat(details(out)).containsExactly("the line is not UTF-8");
    }

    @Test
    void markupInDataIsTextOnTheCard() {
        Path input = file(
                dir,
                "<b>.jsonl",
                new Sample(
                        "a",
                        "g",
                        "train",
                        List.of(Message.user("first")),
                        "<script>alert(1)</script> | `x`",
                        null,
                        Map.of("chan|nel\n<img>", "# a\n[b](c)"),
                        "s"));
        Path out = dir.resolve("out");
        curate("{\"answer_values\": [\"<script>alert(1)</script> | `x`\"]}", out, input);
        assertThat(text(out.resolve("DATASET_CARD.md")).split(" Configuration\n", -1)[0])
                .contains("| &lt;script&gt;alert(1)&lt;/script&gt; \\| \\`x\\` | 1 | 0 | 0 |")
                .contains("## Attribute: chan\\|nel &lt;img&gt;")
                .contains("| \\# a \\[b\\](c) | 1 |")
                .contains("| &lt;b&gt;.jsonl | ")
                .doesNotContain("<");
        assertThat(text(out.resolve("card.html")))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "Attribute: chan|nel\n&lt;img&gt;")
                .doesNotContain("<script", "<img");
    }

    @Test
    void aSecondRunReplacesTheFirstAndAFailedOneDoesNot() {
        Path out = dir.resolve("out");
        curate("{" + ALL_TRAIN + "}", out, file(dir, "one.jsonl", sample("a", "g", null, "one", "x")));
        curate("{" + ALL_TRAIN + "}", out, file(dir, "two.jsonl", sample("b", "g", null, "two", "x")));
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("b");

        Path useless = file(dir, "useless.jsonl", "nonsense");
        assertThatThrownBy(() -> curate("{}", out, useless))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("unparseable-line 1");
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("b");
    }

    @Test
    void refusesMissingAndEmptyInputsAndForeignFolders() throws IOException {
        Path input = file(dir, "in.jsonl", sample("a", "g", null, "one", "x"));
        assertThatThrownBy(() -> curate("{}", dir.resolve("out"), dir.resolve("absent.jsonl")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("absent.jsonl");
        assertThatThrownBy(() -> curate("{}", dir.resolve("out"), file(dir, "empty.jsonl")))
                .isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> CurationRun.run(
                        CurateConfigs.parse("{}", "here"),
                        Optional.empty(),
                        List.of(),
                        dir.resolve("out"),
                        SparkForTests.session(),
                        Progress.SILENT))
                .isInstanceOf(DasllmException.class);
        Path precious = Files.createDirectories(dir.resolve("precious"));
        Files.writeString(precious.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> curate("{}", precious, input)).isInstanceOf(DasllmException.class);
        assertThat(precious.resolve("thesis.txt")).exists();
    }
}
