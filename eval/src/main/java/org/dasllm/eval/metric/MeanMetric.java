package org.dasllm.eval.metric;

import java.util.function.ToDoubleBiFunction;
import org.dasllm.eval.statistics.MeanOf;
import org.dasllm.eval.statistics.Tally;

/**
 * The mean of a score of single answers, from 0 to 1.
 *
 * @param score of a right answer and an answer
 */
record MeanMetric(String name, ToDoubleBiFunction<Answer, Answer> score) implements GradedMetric {
    private static final MeanOf MEAN = new MeanOf();

    @Override
    public int width() {
        return MEAN.width();
    }

    @Override
    public Tally tally(Answer gold, Answer answer) {
        return MeanOf.tally(score.applyAsDouble(gold, answer));
    }

    @Override
    public double of(double[] sums) {
        return MEAN.of(sums);
    }
}
