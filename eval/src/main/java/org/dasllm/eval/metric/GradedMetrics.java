package org.dasllm.eval.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.eval.text.Chrf;
import org.dasllm.eval.text.RougeL;
import org.dasllm.eval.tool.CallScore;

/**
 * Graded metrics of one task's answers.
 *
 * @param task what answers are
 * @param tolerance how near values must be
 * @param answers all that occur, right ones too: the classes are taken from them
 */
public record GradedMetrics(JudgedTask task, Tolerance tolerance, List<List<Answer>> answers) {
    /** @param name of a {@link GradedKind}, with or without a field */
    public GradedMetric of(String name) {
        GradedKind kind = GradedKind.of(name).orElseThrow();
        return switch (kind) {
            case MACRO_F1, MACRO_RECALL, MCC -> {
                Metric label = GradedKind.field(name)
                        .<Metric>map(Metric.FieldValue::new)
                        .orElseGet(Metric.WholeAnswer::new);
                yield new ClassMetric(
                        name,
                        kind,
                        label,
                        () -> answers.stream()
                                .flatMap(List::stream)
                                .map(label::label)
                                .iterator());
            }
            case FIELD_PRECISION, FIELD_RECALL, FIELD_F1 -> new FieldMetric(kind, tolerance);
            case PARSE_RATE -> new MeanMetric(name, (gold, answer) -> share(task.parses(answer.text())));
            case VALID_RATE -> new MeanMetric(name, (gold, answer) -> share(answer.valid()));
            case TOOL_NAME ->
                new MeanMetric(name, (gold, answer) -> share(calls(gold, answer).names()));
            case TOOL_CALL ->
                new MeanMetric(name, (gold, answer) -> share(calls(gold, answer).right()));
            case CHRF -> new TextMetric(new Chrf());
            case ROUGE_L -> new MeanMetric(name, (gold, answer) -> RougeL.score(gold.text(), answer.text()));
        };
    }

    /** The metrics of these names. */
    public List<GradedMetric> of(Stream<String> names) {
        return names.distinct().map(this::of).toList();
    }

    /** One answer's calls held against the right ones. */
    public CallScore calls(Answer gold, Answer answer) {
        JsonNode right = gold.json().orElseThrow();
        return CallScore.of(right, answer.json().orElse(null), task.task().tools(), tolerance);
    }

    private static double share(boolean yes) {
        return yes ? 1 : 0;
    }
}
