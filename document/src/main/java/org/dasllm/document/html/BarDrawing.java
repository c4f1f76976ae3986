package org.dasllm.document.html;

import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.document.content.BarChart;

/** Shares as bars, one line a row. */
final class BarDrawing {
    private static final double LEFT = 210;
    private static final double RIGHT = Drawing.WIDTH - 110;
    private static final double TOP = 28;
    private static final double BAR = 7;
    private static final double GAP = 9;
    private static final int LONGEST_NAME = 30;
    private static final List<String> COLOURS = List.of(Drawing.FIRST, Drawing.SECOND, "#8a8a8a");

    private BarDrawing() {}

    static void draw(Markup out, String words, BarChart chart) {
        int series = chart.series().size();
        double row = BAR * series + GAP;
        double bottom = TOP + row * chart.rows().size();
        double most = chart.rows().stream()
                .flatMap(each -> each.shares().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        Drawing drawing = Drawing.begin(out, bottom + 24, words);
        legend(drawing, chart);
        for (int i = 0; i < chart.rows().size(); i++) {
            BarChart.Row each = chart.rows().get(i);
            double y = TOP + row * i;
            drawing.text(
                    LEFT - 10,
                    y + BAR * series / 2 + 4,
                    12,
                    "end",
                    Drawing.INK,
                    Drawing.shorten(each.name(), LONGEST_NAME));
            double longest = 0;
            for (int bar = 0; bar < series; bar++) {
                double width = most > 0 ? each.shares().get(bar) / most * (RIGHT - LEFT) : 0;
                drawing.rectangle(
                        LEFT, y + BAR * bar, Math.max(width, 0.6), BAR - 1, "fill=\"" + COLOURS.get(bar) + "\"");
                longest = Math.max(longest, width);
            }
            String shares = each.shares().stream()
                    .map(share -> Drawing.format("%.1f", share * 100))
                    .collect(Collectors.joining(" · "));
            drawing.text(LEFT + longest + 6, y + BAR * series / 2 + 4, 11, "start", Drawing.QUIET, shares + " %");
        }
        drawing.line(LEFT, TOP - 4, LEFT, bottom - GAP + 3, "stroke=\"" + Drawing.INK + "\" stroke-width=\"1\"");
        drawing.text(LEFT, bottom + 14, 11.5, "start", Drawing.QUIET, chart.shares());
        drawing.end();
    }

    private static void legend(Drawing drawing, BarChart chart) {
        if (chart.series().size() < 2) {
            return;
        }
        double x = LEFT;
        for (int i = 0; i < chart.series().size(); i++) {
            String name = chart.series().get(i);
            drawing.rectangle(x, 6, 10, 10, "fill=\"" + COLOURS.get(i) + "\"");
            drawing.text(x + 15, 15, 12, "start", Drawing.INK, name);
            x += 15 + 7 * name.length() + 18;
        }
    }
}
