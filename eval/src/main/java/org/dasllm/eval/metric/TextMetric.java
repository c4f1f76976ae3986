package org.dasllm.eval.metric;

import org.dasllm.eval.statistics.Tally;
import org.dasllm.eval.text.Chrf;

/** chrF of all answers together. */
record TextMetric(Chrf chrf) implements GradedMetric {
    @Override
    public String name() {
        return GradedKind.CHRF.key();
    }

    @Override
    public int width() {
        return chrf.width();
    }

    @Override
    public Tally tally(Answer gold, Answer answer) {
        return chrf.tally(gold.text(), answer.text());
    }

    @Override
    public double of(double[] sums) {
        return chrf.of(sums);
    }
}
