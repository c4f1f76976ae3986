package org.dasllm.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.eval.reference.Figures;
import org.dasllm.eval.statistics.ClusterSums;
import org.dasllm.eval.statistics.Tally;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradedMetricsTest {
    @ParameterizedTest
    @ValueSource(strings = {"macro_f1", "macro_recall", "mcc"})
    void classesAreMeasuredAsScikitLearnDoes(String name) {
        JsonNode classes = Figures.of("classes");
        JudgedTask task = judged(Task.ofLabels(List.of()));
        assertThat(value(task, name, Figures.texts(classes.get("right")), Figures.texts(classes.get("answered"))))
                .isCloseTo(classes.get(name).asDouble(), within(1e-12));
    }

    @Test
    void textsAreMeasuredAsSacreBleuDoes() {
        JsonNode texts = Figures.of("texts");
        List<String> right = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        texts.get("pairs").forEach(pair -> {
            right.add(pair.get("right").asText());
            answers.add(pair.get("answer").asText());
        });
        assertThat(value(judged(Task.ofText()), "chrf", right, answers))
                .isCloseTo(texts.get("corpus_chrf").asDouble(), within(1e-12));
    }

    @Test
    void fieldsCountOmissionsInventionsAndMismatchesApart() {
        JudgedTask task = judged(Task.ofAnyJson());
        List<String> right = List.of("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}", "{\"a\":1}");
        // A mismatch; an answer that cannot be parsed, as if both its values were wrong; an invention.
        List<String> answers = List.of("{\"a\":1,\"b\":3}", "{\"a\":1", "{\"a\":1,\"c\":9}");
        assertThat(value(task, "field_precision", right, answers)).isCloseTo(2 / 6.0, within(1e-12));
        assertThat(value(task, "field_recall", right, answers)).isCloseTo(2 / 5.0, within(1e-12));
        assertThat(value(task, "field_f1", right, answers)).isCloseTo(4 / 11.0, within(1e-12));
        assertThat(value(task, "parse_rate", right, answers)).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void anAnswerThatIsMissingFailsInEveryMetric() {
        JudgedTask task = judged(Task.ofAnyJson());
        GradedMetrics metrics = new GradedMetrics(task, Tolerance.NONE, List.of());
        Answer gold = task.read("{\"a\":\"x\"}");
        for (GradedKind kind : GradedKind.values()) {
            if (kind.fits(task.task().kind()) && !kind.key().startsWith("m")) {
                GradedMetric metric = metrics.of(kind.key());
                double value = metric.of(metric.tally(gold, Answer.MISSING).sums(metric.width()));
                assertThat(Double.isNaN(value) ? 0 : value).as(kind.key()).isZero();
            }
        }
    }

    /** Where the right answer has no such field, an answer without it is right, and no answer is not. */
    @Test
    void aRefusalIsNoHitWhereTheFieldIsMissing() {
        JudgedTask task = judged(Task.ofAnyJson());
        List<String> right = List.of("{\"a\":1}", "{\"a\":1}", "{\"intent\":\"fee\"}");
        assertThat(value(task, "macro_recall:intent", right, List.of("{}", "{}", "{\"intent\":\"fee\"}")))
                .isCloseTo(1, within(1e-12));
        assertThat(value(task, "macro_recall:intent", right, List.of("", "", "{\"intent\":\"fee\"}")))
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aRefusalCostsEvenWhereNoValueIsWanted() {
        JudgedTask task = judged(Task.ofAnyJson());
        List<String> right = List.of("{}", "{\"a\":1}");
        for (String name : List.of("field_precision", "field_recall", "field_f1")) {
            assertThat(value(task, name, right, List.of("{}", "{\"a\":1}")))
                    .as(name)
                    .isCloseTo(1, within(1e-12));
            assertThat(value(task, name, right, List.of("no", "{\"a\":1}")))
                    .as(name)
                    .isCloseTo(0.5, within(1e-12));
        }
    }

    @Test
    void namesAreKnownWithAndWithoutAField() {
        assertThat(GradedKind.of("macro_f1:intent")).contains(GradedKind.MACRO_F1);
        assertThat(GradedKind.of("macro_f1:")).isEmpty();
        assertThat(GradedKind.of("chrf:intent")).isEmpty();
        assertThat(GradedKind.of("exact")).isEmpty();
    }

    private static double value(JudgedTask task, String name, List<String> right, List<String> answered) {
        List<Answer> gold = right.stream().map(task::read).toList();
        List<Answer> answers = answered.stream().map(task::read).toList();
        GradedMetric metric = new GradedMetrics(task, Tolerance.NONE, List.of(gold, answers)).of(name);
        List<Tally> tallies = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < gold.size(); i++) {
            tallies.add(metric.tally(gold.get(i), answers.get(i)));
            groups.add("q" + i);
        }
        return metric.of(ClusterSums.of(metric.width(), tallies, groups).total());
    }

    private static JudgedTask judged(Task task) {
        return JudgedTask.of(Optional.of(new DeclaredTask(task, json -> true)), List.of());
    }

    @Test
    void theFixtureNamesItsMakers() {
        assertThat(Json.line(Figures.of("versions"))).contains("scikit-learn", "sacrebleu", "fairlearn");
    }
}
