package org.dasllm.dataset.row;

import java.util.List;
import java.util.Optional;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.Task;

/**
 * Drops rows whose answer is not allowed. The answer that counts is the one the row will be used by: the completion, but
 * in the test set the gold label where there is one. To drop test rows because the teacher failed on them would make the
 * teacher look better than it is. Splits are assigned by now.
 *
 * @param limits on the answer
 */
public record CheckAnswer(AnswerSchema schema, CharacterLimits limits) implements RowStep {
    static final Reason EMPTY = Reason.of("empty-completion", "there is no answer, or a blank one");
    static final Reason NOT_JSON =
            Reason.of("answer-not-json", "the answer is not one JSON value of the kind that is asked for");
    static final Reason NOT_BY_SCHEMA =
            Reason.of("answer-not-by-schema", "the answer does not keep to the task's JSON Schema");
    static final Reason MISSING_FIELD = Reason.of("answer-missing-field", "the answer lacks a field");
    static final Reason UNKNOWN_FIELD =
            Reason.of("answer-unknown-field", "the answer has a field that is not in the schema");
    static final Reason UNKNOWN_VALUE =
            Reason.of("answer-unknown-value", "the answer's value is not among those allowed");
    public static final Reason TOO_SHORT =
            Reason.of("completion-too-short", "the answer has fewer characters than allowed");
    public static final Reason TOO_LONG =
            Reason.of("completion-too-long", "the answer has more characters than allowed");

    /** The evidence of rows that gold alone keeps. */
    public static final String WITHOUT_VALID_COMPLETION = "without-valid-completion";

    /** @param task what an answer is; any text where it is empty */
    public static CheckAnswer of(CurateConfig config, Optional<Task> task) {
        return new CheckAnswer(AnswerSchema.of(task), config.completionCharacters());
    }

    @Override
    public String name() {
        return "check-answer";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(
                EMPTY, NOT_JSON, NOT_BY_SCHEMA, MISSING_FIELD, UNKNOWN_FIELD, UNKNOWN_VALUE, TOO_SHORT, TOO_LONG);
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.noted(
                WITHOUT_VALID_COMPLETION,
                "Rows of the test set that are there for their gold label, and whose completion is absent or not"
                        + " allowed"));
    }

    @Override
    public Decision decide(Candidate candidate) {
        Sample sample = candidate.sample();
        AnswerOutcome completion = AnswerSchema.judge(sample.completion(), schema, limits);
        boolean byGold = UsedAnswer.isGold(sample);
        AnswerOutcome judgement = byGold ? AnswerSchema.judge(sample.gold(), schema, limits) : completion;
        Rejection rejection = judgement.rejection();
        if (rejection != null) {
            return byGold ? new Rejection(rejection.reason(), "gold: " + rejection.detail()) : rejection;
        }
        Candidate allowed = candidate.withAnswer(judgement.canonical(), judgement.labels());
        return byGold && completion.rejection() != null ? allowed.noting(WITHOUT_VALID_COMPLETION, 1) : allowed;
    }
}
