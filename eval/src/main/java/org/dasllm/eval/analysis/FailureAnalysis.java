package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.eval.failure.FailureClusters;
import org.dasllm.eval.failure.FailureReport;
import org.dasllm.eval.failure.JudgedQuestion;
import org.dasllm.eval.metric.PromptText;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/** Where the student fails by the primary metric. */
final class FailureAnalysis {
    private FailureAnalysis() {}

    /** Null where no right answer is known. */
    static @Nullable FailureReport of(Questions primary) {
        List<JudgedQuestion> judged = new ArrayList<>();
        for (int i : primary.judged()) {
            Sample sample = primary.samples().get(i);
            Optional<String> right = primary.gold().get(i);
            Optional<String> given = primary.student().get(i);
            judged.add(new JudgedQuestion(
                    sample.id(), PromptText.of(sample), right.orElseThrow(), given.orElse(""), !right.equals(given)));
        }
        return judged.isEmpty() ? null : FailureClusters.of(judged);
    }
}
