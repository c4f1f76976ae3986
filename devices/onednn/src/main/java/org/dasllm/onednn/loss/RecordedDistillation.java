package org.dasllm.onednn.loss;

import java.util.Arrays;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Distillation.RecordedTeacher;

/**
 * Cross-entropy and the divergence from a recorded teacher. The events are few: the row's tokens, and all others together,
 * whose part of the gradient is shared out as the softmax among them; so one factor serves all tokens that are not named.
 */
final class RecordedDistillation implements LogitLoss {
    private final float softCap;
    private final boolean training;
    private final double weight;
    private final EventDivergence divergence;
    private final RecordedTeacher teacher;

    RecordedDistillation(float softCap, boolean training, Distillation distillation) {
        this.softCap = softCap;
        this.training = training;
        weight = distillation.weight();
        divergence = new EventDivergence(distillation.beta(), distillation.temperature());
        teacher = (RecordedTeacher) distillation.teacher();
    }

    @Override
    public double run(WorkerScratch worker, int i, int row, Row logits) {
        int[] tokens = teacher.tokens(row);
        double[] recorded = teacher.logProbabilities(row);
        boolean tail = tokens.length < logits.count();
        int events = tokens.length + (tail ? 1 : 0);
        double[] student = new double[events];
        double[] taught = Arrays.copyOf(recorded, events);
        float max = logits.max();
        float chosen = logits.logit(logits.token());
        double named = 0;
        for (int e = 0; e < tokens.length; e++) {
            student[e] = logits.logit(tokens[e]);
            named += Math.exp(student[e] - max);
            // Out of the sum over the others.
            logits.data().putFloat(logits.offset() + tokens[e] * Float.BYTES, SoftmaxRows.NOTHING);
        }
        double others = 0;
        if (tail) {
            others = LogitRows.sumOfExponentials(worker, logits.data(), logits.offset(), logits.count(), max, 1f);
            student[tokens.length] = max + Math.log(others);
            taught[tokens.length] = teacher.tail(row);
        }
        double total = named + others;
        double[] gradient = new double[events];
        double value = divergence.of(student, taught, gradient);
        if (training) {
            double plain = (1 - weight) / total;
            double other = tail ? plain + weight * gradient[tokens.length] / others : 0;
            LogitRows.gradient(worker, logits.data(), logits.offset(), logits.count(), max, (float) other, softCap);
            for (int e = 0; e < tokens.length; e++) {
                double g = plain * Math.exp(student[e] - max) + weight * gradient[e];
                double slope = LogitRows.slope((float) student[e], softCap);
                logits.data().putFloat(logits.offset() + tokens[e] * Float.BYTES, (float) (g * slope));
            }
            double hot = (1 - weight) * LogitRows.slope(chosen, softCap);
            LogitRows.add(logits.data(), logits.offset(), logits.token(), -hot);
        }
        return (1 - weight) * (max - (double) chosen + Math.log(total)) + weight * value;
    }
}
