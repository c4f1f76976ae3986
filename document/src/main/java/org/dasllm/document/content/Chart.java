package org.dasllm.document.content;

/** What a figure shows. */
public sealed interface Chart permits IntervalChart, ComparisonChart, MatrixChart, CurveChart, BarChart {

    /** Calls the writer's method for this kind of chart. */
    void write(ChartWriter writer);

    /** What it shows, in words, with its numbers: for who cannot see it. */
    Text words();
}
