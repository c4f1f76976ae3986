package org.dasllm.trainer.metrics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.dasllm.format.io.AtomicFile;
import org.jspecify.annotations.Nullable;

/** curves.html: the curves of a run on one page that needs neither network nor script. */
public final class CurvesPage {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Training curves</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 900px; margin: 2em auto; padding: 0 1em; }
            svg { width: 100%; height: auto; }
            polyline { fill: none; stroke-width: 1.6; }
            .grid { stroke: #8884; }
            svg text { font-size: 12px; fill: currentColor; }
            .y { text-anchor: end; }
            .x { text-anchor: middle; }
            h2 { font-size: 1.05em; margin: 1.6em 0 .2em; }
            .key { font-weight: normal; margin-left: 1em; }
            </style>
            </head>
            <body>
            <h1>Training curves</h1>
            """;

    private CurvesPage() {}

    /** Writes the page of all steps so far. */
    public static void write(Path file, List<StepMetrics> metrics) {
        AtomicFile.writeString(file, html(metrics));
    }

    static String html(List<StepMetrics> metrics) {
        StringBuilder page = new StringBuilder(HEAD);
        if (metrics.isEmpty()) {
            return page.append("<p>No step yet.</p>\n</body>\n</html>\n").toString();
        }
        StepMetrics last = metrics.get(metrics.size() - 1);
        page.append(String.format(
                Locale.ROOT,
                "<p>%d steps, %d epochs begun, %,d tokens. Loss of the last step: %.4f.</p>%n",
                last.step(),
                last.epoch(),
                last.tokens(),
                last.loss()));
        chart(
                page,
                "Loss, nats per target token",
                List.of(
                        series("training", "#2a78d6", metrics, StepMetrics::loss),
                        series("validation", "#d1603d", metrics, StepMetrics::validationLoss)));
        chart(
                page,
                "Token accuracy on the validation samples",
                List.of(series("validation", "#d1603d", metrics, StepMetrics::validationAccuracy)));
        chart(page, "Learning rate", List.of(series("rate", "#3a9a5b", metrics, StepMetrics::learningRate)));
        chart(
                page,
                "Gradient norm before clipping",
                List.of(series("norm", "#8a5cc2", metrics, StepMetrics::gradientNorm)));
        chart(page, "Tokens a second", List.of(series("speed", "#7a7a2f", metrics, StepMetrics::tokensPerSecond)));
        return page.append("</body>\n</html>\n").toString();
    }

    private static void chart(StringBuilder page, String title, List<Series> series) {
        List<Series> drawn =
                series.stream().filter(curve -> !curve.values().isEmpty()).toList();
        if (drawn.isEmpty()) {
            return;
        }
        page.append("<h2>").append(title);
        if (series.size() > 1) {
            drawn.forEach(curve -> page.append("<span class=\"key\" style=\"color:")
                    .append(curve.color())
                    .append("\">")
                    .append(curve.name())
                    .append("</span>"));
        }
        page.append("</h2>\n").append(new Chart(drawn).svg(title));
    }

    private static Series series(
            String name, String color, List<StepMetrics> metrics, Function<StepMetrics, @Nullable Double> of) {
        List<Integer> steps = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (StepMetrics line : metrics) {
            Double value = of.apply(line);
            if (value != null) {
                steps.add(line.step());
                values.add(value);
            }
        }
        return new Series(name, color, steps, values);
    }
}
