package org.dasllm.document.html;

import org.dasllm.document.content.BarChart;
import org.dasllm.document.content.ChartWriter;
import org.dasllm.document.content.ComparisonChart;
import org.dasllm.document.content.CurveChart;
import org.dasllm.document.content.IntervalChart;
import org.dasllm.document.content.MatrixChart;

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
    public void curves(CurveChart chart) {
        new CurveDrawing(chart).draw(out, words);
    }

    @Override
    public void bars(BarChart chart) {
        BarDrawing.draw(out, words, chart);
    }

    @Override
    public void matrix(MatrixChart chart) {
        new MatrixDrawing(chart).draw(out, words);
    }
}
