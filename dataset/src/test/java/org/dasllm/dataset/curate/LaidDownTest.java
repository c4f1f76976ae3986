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
import java.util.List;
import java.util.Map;
import org.dasllm.dataset.split.SealedTest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was laid down before a curation holds in it: fixed splits with named keys, the remembered test set, people's decisions. */
class LaidDownTest {
    private static final String ALL_TRAIN = "\"split\": {\"train\": 1, \"validation\": 0, \"test\": 0}";

    @TempDir
    Path dir;

    private static List<String> ids(Path jsonl) {
        return SampleFile.read(jsonl).stream().map(Sample::id).toList();
    }

    /** Whatever prompts are made into meanwhile, and whatever their hash is then. */
    @Test
    void aRowThatWasInTheTestSetStaysThereWithAnotherPromptHash() throws IOException {
        Sample row = sample("a", "g1", null, "one prompt", "x");
        Path sealed = Files.writeString(
                dir.resolve("sealed.jsonl"),
                Json.line(new SealedTest.Line("a", Sha256.ofString(Json.line(row)), "another hash")) + "\n");
        Path out = dir.resolve("out");
        curate(
                "{" + ALL_TRAIN + ", \"sealed_test\": \"" + sealed + "\"}",
                out,
                file(dir, "in.jsonl", row, sample("b", "g2", null, "another prompt", "y")));
        assertThat(ids(out.resolve("test.jsonl"))).containsExactly("a");
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("b");
    }

    /** Whichever of the two has the lesser hash. */
    @Test
    void whatAPersonKeptWinsOverItsDuplicates() throws IOException {
        List<Sample> both = List.of(
                sample("a", "g1", "train", "the same prompt", "x"), sample("b", "g2", "train", "The same prompt", "x"));
        for (Sample kept : both) {
            Path decisions = Files.writeString(
                    dir.resolve("decisions.csv"),
                    "row,decision,who,when\n" + Sha256.ofString(Json.line(kept)) + ",keep,me,2026-11-29\n");
            Path out = dir.resolve("out");
            curate("{\"decisions\": \"" + decisions + "\"}", out, file(dir, "in.jsonl", both.toArray()));
            assertThat(ids(out.resolve("train.jsonl"))).containsExactly(kept.id());
        }
    }

    @Test
    void aCopyOfAKeptRowCannotBeDecidedAbout() throws IOException {
        Sample row = sample("a", "g", "train", "one prompt", "x");
        Sample other = sample("b", "g", "train", "One prompt", "x");
        Path out = dir.resolve("out");
        curate("{}", out, file(dir, "in.jsonl", row, row, other));
        List<String> review = text(out.resolve("review.csv")).lines().skip(1).toList();
        String kept = Sha256.ofString(Json.line(ids(out.resolve("train.jsonl")).equals(List.of("a")) ? row : other));
        assertThat(review).hasSize(2).noneMatch(line -> line.contains(kept));
        Path decisions = Files.writeString(dir.resolve("d.csv"), "row,decision,who,when\n,drop,me,2026-11-29\n");
        assertThatThrownBy(() -> curate("{\"decisions\": \"" + decisions + "\"}", out, dir.resolve("in.jsonl")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("d.csv:2: a decision without a row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "\u0000=1+1", "\u0000\u0000@x"})
    void noCellOfTheReviewIsAFormula(String text) {
        assertThat(ReviewFile.cell(text)).startsWith("\"'").doesNotContain("\u0000");
    }

    /** A row follows the fixed rows of its key, and its group follows it, and what shares a key with that group. */
    @Test
    void namedKeysAndGroupsStayTogetherWhereSplitsAreFixed() {
        Path out = dir.resolve("out");
        CurationSummary summary = curate(
                "{" + ALL_TRAIN + ", \"together\": [\"patient\"]}",
                out,
                file(
                        dir,
                        "in.jsonl",
                        patient("v", "g1", "validation", "p1"),
                        patient("a", "g2", null, "p1"),
                        patient("b", "g2", null, "p2"),
                        patient("c", "g3", null, "p2"),
                        patient("k", "g4", "train", "p1"),
                        patient("t", "g5", "test", "p3"),
                        patient("u", "g6", null, "p3"),
                        patient("w", "g6", null, "p4"),
                        patient("x", "g7", "train", "p4")));
        assertThat(ids(out.resolve("validation.jsonl"))).containsExactly("a", "b", "c", "v");
        assertThat(ids(out.resolve("train.jsonl"))).containsExactly("w", "x");
        assertThat(ids(out.resolve("test.jsonl"))).containsExactly("t");
        assertThat(quarantine(out)).isEqualTo(Map.of("k", "key-in-validation", "u", "key-in-test"));
        assertThat(summary.card().leakageChecks())
                .anyMatch(check -> check.name().equals("values of patient in more than one split"))
                .allMatch(DatasetCard.Check::holds);
    }

    private static Sample patient(String id, String group, @Nullable String split, String patient) {
        String prompt = "what " + Sha256.ofString(id) + " asks";
        return new Sample(
                id, group, split, List.of(Message.user(prompt)), "x", null, Map.of("patient", patient), "teacher:t");
    }
}
