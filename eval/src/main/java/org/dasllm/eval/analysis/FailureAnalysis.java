package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dasllm.eval.failure.FailureClusters;
import org.dasllm.eval.failure.FailureReport;
import org.dasllm.eval.failure.JudgedQuestion;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/** Where the student fails by the primary metric. */
final class FailureAnalysis {
    private FailureAnalysis() {}

    /** Null where no right answer is known. */
    static @Nullable FailureReport of(Questions primary, Masks masks) {
        List<JudgedQuestion> judged = new ArrayList<>();
        for (int i : primary.judged()) {
            Sample sample = primary.samples().get(i);
            Optional<String> right = primary.gold().get(i);
            Optional<String> given = primary.student().get(i);
            judged.add(new JudgedQuestion(
                    sample.id(), PromptText.of(sample), right.orElseThrow(), given.orElse(""), !right.equals(given)));
        }
        return judged.isEmpty() ? null : FailureClusters.of(judged, question -> masked(question, masks.next()));
    }

    private static JudgedQuestion masked(JudgedQuestion question, UnaryOperator<String> mask) {
        return new JudgedQuestion(
                question.id(),
                mask.apply(question.text()),
                mask.apply(question.right()),
                mask.apply(question.given()),
                question.wrong());
    }
}
