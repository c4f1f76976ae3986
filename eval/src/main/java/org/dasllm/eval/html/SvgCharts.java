package org.dasllm.eval.html;

import org.dasllm.eval.document.ChartWriter;
import org.dasllm.eval.document.ComparisonChart;
import org.dasllm.eval.document.IntervalChart;
import org.dasllm.eval.document.MatrixChart;

/**
 * Charts as SVG drawings.
 *
 * @param words what the chart shows, for who cannot see it
 */
record SvgCharts(Markup out, String words) implements ChartWriter {
    @Override
    public void intervals(IntervalChart chart) {
        IntervalDrawing.draw(out, words, chart);
    }

    @Override
    public void comparison(ComparisonChart chart) {
        ComparisonDrawing.draw(out, words, chart);
    }

    @Override
    public void matrix(MatrixChart chart) {
        new MatrixDrawing(chart).draw(out, words);
    }
}
