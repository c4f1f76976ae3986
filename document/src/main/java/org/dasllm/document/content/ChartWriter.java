package org.dasllm.document.content;

/** What a renderer does with each kind of {@link Chart}. */
public interface ChartWriter {
    void intervals(IntervalChart chart);

    void comparison(ComparisonChart chart);

    void matrix(MatrixChart chart);

    void curves(CurveChart chart);

    void bars(BarChart chart);
}
