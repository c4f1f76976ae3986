package org.dasllm.eval.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.statistics.PairedCounts;
import org.dasllm.eval.statistics.PairedDifference;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;
import org.junit.jupiter.api.Test;

class DecisionIntervalTest {
    private static final int N = 200;
    private final boolean[] student = new boolean[N];
    private final boolean[] teacher = new boolean[N];
    private final List<String> groups = new ArrayList<>();

    /** Ten questions a group; in every fifth group the student fails at all of them. */
    DecisionIntervalTest() {
        for (int i = 0; i < N; i++) {
            teacher[i] = true;
            student[i] = i / 10 % 5 != 0;
            groups.add("g" + i / 10);
        }
    }

    @Test
    void mistakesThatComeTogetherWidenIt() {
        Interval tango = PairedDifference.tango(PairedCounts.of(student, teacher), 0.95);
        Interval independent =
                DecisionInterval.of(plan(false), student, teacher, groups).orElseThrow();
        Interval clustered =
                DecisionInterval.of(plan(true), student, teacher, groups).orElseThrow();
        assertThat(independent).isEqualTo(tango);
        assertThat(clustered.lower()).isLessThan(tango.lower() - 0.1);
        assertThat(clustered.upper()).isGreaterThan(tango.upper());
    }

    @Test
    void itDoesNotCollapseWhenNobodyDisagrees() {
        Interval clustered =
                DecisionInterval.of(plan(true), teacher, teacher, groups).orElseThrow();
        assertThat(clustered.lower()).isBetween(-0.03, -0.01);
    }

    @Test
    void withoutQuestionsOrWithOneGroupThereIsNone() {
        assertThat(DecisionInterval.of(plan(false), new boolean[0], new boolean[0], List.of()))
                .isEmpty();
        assertThat(DecisionInterval.of(
                        plan(true),
                        student,
                        teacher,
                        groups.stream().map(g -> "one").toList()))
                .isEmpty();
    }

    private static EvaluationPlan plan(boolean clustered) {
        EvaluateConfig config = new EvaluateConfig("exact", List.of(), 0.05, 0.025, List.of(), 30, clustered);
        return config.plan("test.jsonl", "t", N, "student", "s", Map.of(), "r", Optional.empty());
    }
}
