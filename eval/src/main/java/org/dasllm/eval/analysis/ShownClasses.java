package org.dasllm.eval.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.eval.statistics.ConfusionMatrix;

/**
 * Classes as the report shows them. Where answers are no labels of a few, a class is a whole answer, and may hold personal data. Figures
 * stay as they are; two classes whose names are masked alike stay two.
 */
final class ShownClasses {
    private final Masks masks;
    private final Map<String, String> shown = new HashMap<>();

    private ShownClasses(Masks masks) {
        this.masks = masks;
    }

    /** The same figures under names without personal data. */
    static List<MetricReport> of(List<MetricReport> metrics, Masks masks) {
        ShownClasses names = new ShownClasses(masks);
        return metrics.stream().map(names::metric).toList();
    }

    private MetricReport metric(MetricReport metric) {
        MetricReport.Classes classes = metric.classes();
        return classes == null
                ? metric
                : new MetricReport(
                        metric.name(),
                        metric.primary(),
                        metric.systems(),
                        metric.paired(),
                        metric.kappa(),
                        classes(classes));
    }

    private MetricReport.Classes classes(MetricReport.Classes classes) {
        ConfusionMatrix matrix = classes.matrix();
        return new MetricReport.Classes(
                classes.macroF1(),
                classes.scores().stream()
                        .map(score -> new ConfusionMatrix.ClassScore(
                                name(score.label()),
                                score.support(),
                                score.answered(),
                                score.precision(),
                                score.recall(),
                                score.f1()))
                        .toList(),
                matrix == null
                        ? null
                        : new ConfusionMatrix(
                                matrix.labels().stream().map(this::name).toList(), matrix.counts()),
                classes.confusions().stream()
                        .map(each ->
                                new ConfusionMatrix.Confusion(name(each.right()), name(each.answered()), each.count()))
                        .toList());
    }

    private String name(String label) {
        return shown.computeIfAbsent(label, each -> masks.next().apply(each));
    }
}
