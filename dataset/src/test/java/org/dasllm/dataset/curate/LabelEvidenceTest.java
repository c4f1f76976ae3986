package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.quarantine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands behind a label is carried through the curation, and decides there. */
final class LabelEvidenceTest {
    @TempDir
    Path dir;

    private static LabelEvidence votes(int agreeing, String... annotators) {
        return new LabelEvidence(
                5, agreeing, Map.of("a", agreeing), Map.of("field", 0.5), false, true, List.of(annotators));
    }

    private static Sample sample(String id, String split, @Nullable String gold, @Nullable LabelEvidence evidence) {
        List<AnswerToken> tokens =
                List.of(new AnswerToken("teacher", null, List.of(new AnswerToken.Alternative("teacher", null, -0.1f))));
        return new Sample(
                id,
                "g" + id,
                split,
                List.of(Message.user(id + " says something of its own, " + id.repeat(3))),
                "teacher",
                gold,
                Map.of(),
                "teacher:t",
                null,
                tokens,
                evidence);
    }

    private Map<String, Sample> rows(Path out, String split) {
        return SampleFile.read(out.resolve(split + ".jsonl")).stream()
                .collect(Collectors.toMap(Sample::id, sample -> sample));
    }

    @Test
    void peoplesLabelsAreLearntAndJudgeTheTeacherInTheTest() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("alpha", "train", "people", votes(3, "anna")),
                sample("bravo", "validation", "people", LabelEvidence.ofPeople(List.of("anna", "ben"))),
                sample("carol", "test", "people", votes(3, "anna")),
                sample("delta", "train", "others", null),
                sample("echo", "train", "teacher", votes(5, "anna")));
        Path out = dir.resolve("out");
        curate("{}", out, input);

        Map<String, Sample> train = rows(out, "train");
        Sample learnt = Objects.requireNonNull(train.get("alpha"));
        assertThat(learnt.completion()).isEqualTo("people");
        assertThat(learnt.tokens()).as("they are those of another answer").isNull();
        assertThat(learnt.evidence()).isEqualTo(votes(3, "anna"));
        assertThat(Objects.requireNonNull(rows(out, "validation").get("bravo")).completion())
                .isEqualTo("people");
        Sample tested = Objects.requireNonNull(rows(out, "test").get("carol"));
        assertThat(tested.completion()).isEqualTo("teacher");
        assertThat(tested.gold()).isEqualTo("people");
        assertThat(tested.tokens()).isNotNull();
        assertThat(Objects.requireNonNull(train.get("delta")).completion())
                .as("a right answer that no annotator signed stays beside it")
                .isEqualTo("teacher");
        assertThat(Objects.requireNonNull(train.get("echo")).tokens())
                .as("where people agree nothing is lost")
                .isNotNull();
    }

    @Test
    void unsureLabelsGoToQuarantineButNotFromTheTest() {
        Path input = file(
                dir,
                "in.jsonl",
                sample("alpha", "train", null, votes(3)),
                sample("bravo", "train", null, votes(4)),
                sample("carol", "test", "gold", votes(1)),
                sample("delta", "validation", null, votes(2)),
                sample("echo", "train", null, null),
                sample("foxtrot", "train", "people", votes(1, "anna")));
        Path out = dir.resolve("out");
        curate("{\"conflicts\": {\"least_share\": 0.8}}", out, input);

        assertThat(quarantine(out)).isEqualTo(Map.of("alpha", "unsure-label", "delta", "unsure-label"));
        assertThat(rows(out, "train")).containsOnlyKeys("bravo", "echo", "foxtrot");
        assertThat(rows(out, "test")).containsOnlyKeys("carol");
    }
}
