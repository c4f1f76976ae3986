package org.dasllm.eval.metric;

import org.dasllm.eval.extraction.Alignment;
import org.dasllm.eval.extraction.FieldCounts;
import org.dasllm.eval.extraction.FieldOutcome;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.eval.statistics.Tally;

/**
 * Precision, recall or F1 of the values in JSON answers, over all questions together. The sums are values that match, are wanted, and are
 * given. A refused answer counts as if it gave a wrong value for each wanted one, and for one where none is wanted: otherwise a student
 * would gain precision by not answering what it is unsure of.
 */
record FieldMetric(GradedKind kind, Tolerance tolerance) implements GradedMetric {
    private static final int MATCH = 0;
    private static final int WANTED = 1;
    private static final int GIVEN = 2;

    @Override
    public String name() {
        return kind.key();
    }

    @Override
    public int width() {
        return GIVEN + 1;
    }

    @Override
    public Tally tally(Answer gold, Answer answer) {
        FieldCounts counts = FieldCounts.NONE;
        for (FieldOutcome outcome :
                Alignment.of(gold.json().orElseThrow(), answer.json().orElse(null), tolerance)) {
            counts = counts.plus(outcome.kind());
        }
        if (!answer.valid()) {
            double missed = Math.max(1, counts.wanted());
            return Tally.ofFirst(0, missed, missed);
        }
        return Tally.ofFirst((double) counts.match(), (double) counts.wanted(), (double) counts.given());
    }

    @Override
    public double of(double[] sums) {
        double all = kind == GradedKind.FIELD_PRECISION
                ? sums[GIVEN]
                : kind == GradedKind.FIELD_RECALL ? sums[WANTED] : (sums[WANTED] + sums[GIVEN]) / 2;
        return all == 0 ? Double.NaN : sums[MATCH] / all;
    }
}
