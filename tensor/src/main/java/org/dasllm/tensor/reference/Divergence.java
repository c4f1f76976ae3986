package org.dasllm.tensor.reference;

import org.dasllm.tensor.Distillation;

/**
 * The generalised Jensen-Shannon divergence of {@link Distillation} between a teacher T and a student S, given by their
 * logits over the same events.
 *
 * <p>Back, with respect to S: (1 − beta)·ln(S/M); −T/S at beta 0 and ln(S/T) at beta 1, up to what is the same for all
 * events and vanishes in the gradient of a softmax.
 */
record Divergence(double beta, double temperature) {

    Divergence(Distillation distillation) {
        this(distillation.beta(), distillation.temperature());
    }

    /** The divergence, and its gradient with respect to the student's logits. */
    record Value(double divergence, double[] gradient) {}

    Value of(double[] student, double[] teacher) {
        double[] s = Softmax.logarithm(tempered(student));
        double[] t = Softmax.logarithm(tempered(teacher));
        double divergence = 0;
        double mean = 0;
        double[] gradient = new double[s.length];
        for (int i = 0; i < s.length; i++) {
            double studentShare = Math.exp(s[i]);
            double teacherShare = Math.exp(t[i]);
            // S times the derivative with respect to S.
            double slope;
            if (beta == 0) {
                divergence += teacherShare * (t[i] - s[i]);
                slope = -teacherShare;
            } else if (beta == 1) {
                divergence += studentShare * (s[i] - t[i]);
                slope = studentShare * (s[i] - t[i]);
            } else {
                double m = Softmax.logSum(new double[] {Math.log(1 - beta) + s[i], Math.log(beta) + t[i]});
                divergence += beta * teacherShare * (t[i] - m) + (1 - beta) * studentShare * (s[i] - m);
                slope = (1 - beta) * studentShare * (s[i] - m);
            }
            gradient[i] = slope;
            mean += slope;
        }
        for (int i = 0; i < s.length; i++) {
            gradient[i] = (gradient[i] - Math.exp(s[i]) * mean) / temperature;
        }
        return new Value(divergence, gradient);
    }

    private double[] tempered(double[] logits) {
        double[] result = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            result[i] = logits[i] / temperature;
        }
        return result;
    }
}
