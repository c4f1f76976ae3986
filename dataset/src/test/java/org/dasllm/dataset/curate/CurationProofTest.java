package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.quarantine;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.dataset.ledger.DatasetDiff;
import org.dasllm.dataset.ledger.RowStory;
import org.dasllm.dataset.spark.SparkForTests;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dataset can say for itself: votes, decisions, the remembered test set, one row's story, the difference to another. */
class CurationProofTest {
    private static final String ALL_TRAIN = "\"split\": {\"train\": 1, \"validation\": 0, \"test\": 0}";

    @TempDir
    Path dir;

    private static List<String> ids(Path jsonl) {
        return SampleFile.read(jsonl).stream().map(Sample::id).toList();
    }

    private static Sample of(String id, String prompt, String answer, String patient) {
        return new Sample(
                id,
                "g" + id,
                null,
                List.of(Message.user(prompt)),
                answer,
                null,
                Map.of("patient", patient),
                "teacher:t");
    }

    @Test
    void answersVoteAndPeopleDecide() throws IOException {
        Path input = file(
                dir,
                "in.jsonl",
                sample("a1", "g1", null, "where is my card", "lost"),
                sample("a2", "g2", null, "Where is my card", "lost"),
                sample("a3", "g3", null, "where is MY card", "fraud"),
                sample("t1", "g4", null, "what does it cost", "fee"),
                sample("t2", "g5", null, "What does it cost", "loan"),
                sample("r1", "g6", null, "please close it", "I'm sorry, but I can't help with that."),
                sample("x1", "g7", null, "another one", "lost"));
        String vote = "{" + ALL_TRAIN + ", \"conflicts\": {\"rule\": \"vote\"}";
        Path out = dir.resolve("out");
        CurationSummary summary = curate(vote + "}", out, input);
        assertThat(quarantine(out))
                .containsEntry("a3", "outvoted")
                .containsEntry("t1", "ambiguous-label")
                .containsEntry("t2", "ambiguous-label")
                .containsEntry("r1", "refusal")
                .hasSize(5);
        Sample won = SampleFile.read(out.resolve("train.jsonl")).stream()
                .filter(row -> row.id().startsWith("a"))
                .findFirst()
                .orElseThrow();
        assertThat(won.attributes()).containsEntry("label_votes", "2/3").containsEntry("label_margin", "1");
        assertThat(summary.card().details()).isNotNull();
        DatasetCard.Agreement agreement = summary.card().details().agreement().get(0);
        assertThat(agreement.units()).isEqualTo(2);
        // Two units of 3 and 2 ratings: D = 4/2 + 2/1, n = 5, squares 4 + 1 + 1 + 1.
        assertThat(agreement.alpha()).isEqualTo(1 - 4 * 4.0 / 18);

        String review = text(out.resolve("review.csv"));
        assertThat(review)
                .startsWith("row,id,fate,")
                .contains("ambiguous-label")
                .contains("'lost'")
                .hasLineCount(6);
        Path decisions = dir.resolve("decisions.csv");
        StringBuilder filled = new StringBuilder("row,decision,label,who,when,note\n");
        for (String line : text(input).lines().toList()) {
            String row = Sha256.ofString(line);
            if (line.contains("\"t2\"")) {
                filled.append(row).append(",keep,,A. Weber,2026-11-29,it is about a loan\n");
            } else if (line.contains("\"r1\"")) {
                filled.append(row).append(",relabel,closure,B. Rossi,2026-11-29T10:00Z,\n");
            } else if (line.contains("\"x1\"")) {
                filled.append(row).append(",drop,,A. Weber,2026-11-29,a test message\n");
            }
        }
        Files.writeString(decisions, filled.toString());
        Path after = dir.resolve("after");
        curate(vote + ", \"decisions\": \"" + decisions + "\"}", after, input);
        assertThat(quarantine(after))
                .containsEntry("t1", "outvoted")
                .containsEntry("x1", "dropped-by-person")
                .doesNotContainKeys("t2", "r1");
        assertThat(SampleFile.read(after.resolve("train.jsonl")))
                .anySatisfy(row -> assertThat(row.completion()).isEqualTo("closure"));
        assertThat(RowStory.of(SparkForTests.session(), after, "t2"))
                .anyMatch(line ->
                        line.contains("decisions") && line.contains("by A. Weber on 2026-11-29: it is about a loan"))
                .last()
                .isEqualTo("  => in train");
        assertThat(RowStory.of(SparkForTests.session(), out, "t2"))
                .anyMatch(line ->
                        line.matches(" *[0-9]+ label-votes +dropped: ambiguous-label, .*1 for 'loan', 1 for 'fee'.*"))
                .anyMatch(line -> line.matches(" *[0-9]+ near-duplicates +not reached"))
                .last()
                .isEqualTo("  => in quarantine, ambiguous-label");
        assertThatThrownBy(() -> RowStory.of(SparkForTests.session(), out, "nobody"))
                .isInstanceOf(DasllmException.class);

        assertThat(DatasetDiff.of(SparkForTests.session(), out, after))
                .contains("  x1: train -> quarantine dropped-by-person (by A. Weber on 2026-11-29: a test message)")
                .contains("1 rows: quarantine refusal -> train");
        assertThat(DatasetDiff.of(SparkForTests.session(), out, out).get(0)).startsWith("every row fares the same");
    }

    @Test
    void decisionsThatNobodySignedAreRefused() throws IOException {
        Path input = file(dir, "in.jsonl", sample("a", "g", null, "one", "x"));
        for (String wrong : List.of(
                "row,decision,who\n1,keep,me\n",
                "row,decision,who,when\n1,keep,,2026-11-29\n",
                "row,decision,who,when\n1,keep,me,yesterday\n",
                "row,decision,who,when\n1,perhaps,me,2026-11-29\n",
                "row,decision,who,when\n1,relabel,me,2026-11-29\n",
                "row,decision,who,when\n1,keep,me,2026-11-29\n1,drop,you,2026-11-29\n")) {
            Path file = Files.writeString(dir.resolve("wrong.csv"), wrong);
            assertThatThrownBy(() -> curate("{\"decisions\": \"" + file + "\"}", dir.resolve("out"), input))
                    .as(wrong)
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("wrong.csv")
                    .hasMessageNotContaining("\n");
        }
    }

    /** Once test, always test: a lesser hash, a new group and a bridge between components move nothing. */
    @Test
    void theTestSetIsRemembered() throws IOException {
        List<Object> first = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            first.add(of("s" + i, "request number " + i + " about " + Integer.toHexString(i * 7919), "x", "p" + i));
        }
        String config =
                "{\"salt\": \"b\", \"split\": {\"train\": 0.5, \"validation\": 0.1, \"test\": 0.4}, \"together\": [\"patient\"]";
        Path nothing = Files.writeString(dir.resolve("empty.jsonl"), "");
        Path one = dir.resolve("one");
        curate(config + ", \"sealed_test\": \"" + nothing + "\"}", one, file(dir, "1.jsonl", first.toArray()));
        List<String> test = ids(one.resolve("test.jsonl"));
        assertThat(test).hasSizeBetween(10, 50);

        List<Object> second = new ArrayList<>(first);
        for (int i = 0; i < 60; i++) {
            // The same prompts from other groups with other answers, and rows that join two patients.
            second.add(of("d" + i, "Request number " + i + " about " + Integer.toHexString(i * 7919), "y", "q" + i));
            second.add(new Sample(
                    "0" + i,
                    "gs" + i,
                    null,
                    List.of(Message.user("a bridge " + i + " of its own kind " + i * 31)),
                    "z",
                    null,
                    Map.of("patient", "p" + (i + 1) % 60),
                    "teacher:t"));
        }
        Path two = dir.resolve("two");
        Path sealed = one.resolve("sealed-test.jsonl");
        CurationSummary summary =
                curate(config + ", \"sealed_test\": \"" + sealed + "\"}", two, file(dir, "2.jsonl", second.toArray()));
        List<Sample> later = SampleFile.read(two.resolve("test.jsonl"));
        assertThat(later).extracting(Sample::id).containsAll(test);
        assertThat(later).filteredOn(row -> test.contains(row.id())).allMatch(row -> "x".equals(row.completion()));
        assertThat(quarantine(two))
                .containsValue("prompt-in-test")
                .containsValue("group-in-test")
                .containsValue("key-in-test");
        assertThat(summary.card().leakageChecks()).allMatch(DatasetCard.Check::holds);
        assertThat(text(two.resolve("sealed-test.jsonl")))
                .contains(text(sealed).lines().findFirst().orElseThrow());
        Path unsealed = dir.resolve("unsealed");
        curate(config + "}", unsealed, file(dir, "3.jsonl", second.toArray()));
        assertThat(ids(unsealed.resolve("test.jsonl")))
                .as("without memory the bridges move it")
                .doesNotContainSequence(test);
        assertThat(Json.readTree(two.resolve("card.json")).at("/splits/test/contentHash"))
                .isEqualTo(Json.readTree(two.resolve("manifest.json")).at("/rows/test"));
    }

    @Test
    void capsHoldInTheTrainingSetAlone() {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String split = i < 30 ? "train" : "test";
            lines.add(sample("s" + i, "g" + i, split, "prompt " + i, i % 3 == 0 ? "rare" : "common"));
        }
        Path out = dir.resolve("out");
        curate(
                "{\"answer_values\": [\"rare\", \"common\"], \"caps\": {\"per_label\": 12, \"per_source\": 20}}",
                out,
                file(dir, "in.jsonl", lines.toArray()));
        assertThat(SampleFile.read(out.resolve("train.jsonl"))).hasSize(20);
        assertThat(SampleFile.read(out.resolve("test.jsonl"))).hasSize(10);
        assertThat(quarantine(out).values().stream().filter("over-label-cap"::equals))
                .hasSize(8);
        assertThat(quarantine(out).values().stream().filter("over-source-cap"::equals))
                .hasSize(2);
    }

    @Test
    void personalDataAreNowhereInTheFolder() throws IOException {
        Path input = file(
                dir,
                "in.jsonl",
                sample("a", "g1", "train", "write to anna.weber@example.org", "mail to anna.weber@example.org"),
                sample("b", "g2", "train", "write to anna.weber@example.org", "I cannot help with that."),
                sample("c", "g3", "elsewhere", "or to anna.weber@example.org", "to anna.weber@example.org"),
                sample("d", "g4", "anna.weber@example.org", "a prompt", "x"),
                sample("e", "g5", "train", "and to anna.weber@example.org " + "a ".repeat(100), "x"),
                "{broken anna.weber@example.org");
        Path out = dir.resolve("out");
        curate("{\"masking\": {}, \"prompt_characters\": {\"maximum\": 150}}", out, input);
        assertThat(SampleFile.read(out.resolve("train.jsonl")).get(0).completion())
                .isEqualTo("mail to [EMAIL_1]");
        CuratedRows.parquet(out, "quarantine").forEach(row -> {
            assertThat(row.<String>getAs("line")).contains("[EMAIL_1]").doesNotContain("weber");
            assertThat(row.<String>getAs("detail")).doesNotContain("weber");
        });
        assertThat(quarantine(out)).containsEntry("c", "unknown-split").containsEntry("e", "prompt-too-long");
        for (String name : List.of("review.csv", "card.json", "card.html", "DATASET_CARD.md")) {
            assertThat(text(out.resolve(name))).as(name).doesNotContain("weber");
        }
    }
}
