package org.dasllm.eval.bias;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dasllm.eval.reference.Figures;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Test;

class FairlearnTest {
    private final JsonNode figures = Figures.of("fairness");

    @Test
    void measuresAreFairlearnsUnderItsNames() {
        BiasReport.Attribute attribute = report().attributes().get(0);
        assertThat(attribute.student()).hasSize(figures.get("measures").size());
        for (GroupMeasure measure : attribute.student()) {
            assertThat(measure.value())
                    .as(measure.name())
                    .isCloseTo(figures.get("measures").get(measure.name()).asDouble(), within(1e-12));
            Interval interval = Objects.requireNonNull(measure.interval());
            assertThat(Objects.requireNonNull(measure.value())).isBetween(interval.lower(), interval.upper());
        }
        for (GroupOutcome group : attribute.groups()) {
            JsonNode expected = figures.get("groups").get(group.value());
            assertThat(group.n()).isEqualTo(expected.get("count").asInt());
            assertThat(group.student().selectionRate().value())
                    .isCloseTo(expected.get("selection_rate").asDouble(), within(1e-12));
            assertThat(group.student().truePositiveRate().value())
                    .isCloseTo(expected.get("true_positive_rate").asDouble(), within(1e-12));
            assertThat(group.student().falsePositiveRate().value())
                    .isCloseTo(expected.get("false_positive_rate").asDouble(), within(1e-12));
            assertThat(group.student().accuracy().value())
                    .isCloseTo(expected.get("accuracy").asDouble(), within(1e-12));
        }
    }

    @Test
    void theTeacherIsRightHereAndTheChangeIsSeen() {
        BiasReport.Attribute attribute = report().attributes().get(0);
        assertThat(attribute.groups())
                .allMatch(group -> group.finding() == GroupOutcome.Finding.WORSE)
                .allMatch(group -> Objects.requireNonNull(group.accuracy()).difference() < 0);
    }

    @Test
    void aGroupWithoutPositivesHasNoTruePositiveRate() {
        List<Sample> samples = new ArrayList<>();
        List<Optional<String>> gold = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(sample(i, i % 2 == 0 ? "a" : "b"));
            gold.add(Optional.of(i % 4 == 0 ? "yes" : "no"));
        }
        BiasReport.Attribute attribute = BiasAnalysis.of(
                        config(), new Decisions(samples, gold, gold, gold, null, 0.95, 30))
                .attributes()
                .get(0);
        GroupMeasure odds = attribute.student().stream()
                .filter(m -> m.name().equals("equalized_odds_difference"))
                .findFirst()
                .orElseThrow();
        assertThat(odds.value()).isNull();
        assertThat(odds.why()).contains("“b” has no question");
        assertThat(attribute.groups().get(1).student().truePositiveRate().value())
                .isNull();
        assertThat(attribute.groups()).allMatch(GroupOutcome::small);
    }

    /** A student that refuses every variant has not shown that it treats people alike. */
    @Test
    void refusingAllVariantsIsNoEqualTreatment() {
        List<Sample> samples = new ArrayList<>();
        List<Optional<String>> teacher = new ArrayList<>();
        List<Optional<String>> student = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(new Sample(
                    "q" + i,
                    "g" + i / 2,
                    null,
                    List.of(Message.user("q" + i)),
                    "yes",
                    null,
                    Map.of("case", "c" + i / 2, "people", i % 2 == 0 ? "a" : "b"),
                    null));
            teacher.add(Optional.of("yes"));
            // Five cases refused altogether, one for one variant only.
            student.add(i < 10 || i == 10 ? Optional.empty() : Optional.of("yes"));
        }
        BiasConfig config =
                new BiasConfig(List.of(), "exact", List.of("yes"), "case", "people", null, Path.of("panels"));
        List<Optional<String>> gold = teacher;
        BiasReport.Counterfactuals pairs = Objects.requireNonNull(
                BiasAnalysis.of(config, new Decisions(samples, gold, teacher, student, null, 0.95, 30))
                        .counterfactuals());
        assertThat(pairs.studentFlips().count()).isEqualTo(6);
        assertThat(pairs.studentSilent()).isEqualTo(5);
        assertThat(pairs.teacherFlips().count()).isZero();
        assertThat(pairs.teacherSilent()).isZero();
    }

    private BiasReport report() {
        List<String> groups = Figures.texts(figures.get("group"));
        boolean[] should = Figures.truths(figures.get("should"));
        boolean[] answered = Figures.truths(figures.get("answered"));
        List<Sample> samples = new ArrayList<>();
        List<Optional<String>> gold = new ArrayList<>();
        List<Optional<String>> student = new ArrayList<>();
        for (int i = 0; i < should.length; i++) {
            samples.add(sample(i, groups.get(i)));
            gold.add(Optional.of(should[i] ? "yes" : "no"));
            student.add(Optional.of(answered[i] ? "yes" : "no"));
        }
        return BiasAnalysis.of(config(), new Decisions(samples, gold, gold, student, null, 0.95, 30));
    }

    private static BiasConfig config() {
        return new BiasConfig(List.of("group"), "exact", List.of("yes"), null, null, null, Path.of("panels"));
    }

    private static Sample sample(int i, String group) {
        return new Sample(
                "q" + i, "g" + i, null, List.of(Message.user("q" + i)), "yes", null, Map.of("group", group), null);
    }
}
