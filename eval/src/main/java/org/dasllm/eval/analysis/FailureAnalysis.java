package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dasllm.eval.failure.FailureClusters;
import org.dasllm.eval.failure.FailureReport;
import org.dasllm.eval.failure.FailureReport.Cluster;
import org.dasllm.eval.failure.FailureReport.Confusion;
import org.dasllm.eval.failure.JudgedQuestion;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Where the student fails by the primary metric. Labels may be whole answers with personal data in them, so that they are masked where they
 * are shown; one label always looks the same.
 */
final class FailureAnalysis {
    private final Masks masks;
    private final Map<String, String> labels = new HashMap<>();

    private FailureAnalysis(Masks masks) {
        this.masks = masks;
    }

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
        FailureAnalysis shown = new FailureAnalysis(masks);
        return judged.isEmpty()
                ? null
                : shown.report(FailureClusters.of(judged, question -> masked(question, masks.next())));
    }

    /** One operator for a question, so that the same address in text and answers has the same placeholder. */
    private static JudgedQuestion masked(JudgedQuestion question, UnaryOperator<String> mask) {
        return new JudgedQuestion(
                question.id(),
                mask.apply(question.text()),
                mask.apply(question.right()),
                mask.apply(question.given()),
                question.wrong());
    }

    private FailureReport report(FailureReport report) {
        return new FailureReport(
                report.questions(),
                report.failures(),
                confusions(report.confusions()),
                report.clusters().stream().map(this::cluster).toList());
    }

    private Cluster cluster(Cluster cluster) {
        return new Cluster(
                label(cluster.word()),
                cluster.questions(),
                cluster.failures(),
                cluster.rate(),
                cluster.elsewhere(),
                cluster.score(),
                confusions(cluster.confusions()),
                cluster.examples());
    }

    private List<Confusion> confusions(List<Confusion> confusions) {
        return confusions.stream()
                .map(pair ->
                        new Confusion(label(pair.right()), label(pair.given()), pair.count(), pair.of(), pair.ids()))
                .toList();
    }

    private String label(String label) {
        return labels.computeIfAbsent(label, each -> masks.next().apply(each));
    }
}
