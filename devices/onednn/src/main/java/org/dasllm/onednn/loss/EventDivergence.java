package org.dasllm.onednn.loss;

/** The divergence of {@link org.dasllm.tensor.Distillation} over a few events, in float64. */
record EventDivergence(double beta, double temperature) {

    /**
     * Of the teacher and the student, given by their logits.
     *
     * @param gradient takes that with respect to the student's logits: (a − S·Σa)/temperature, with a = S times the
     *     derivative with respect to S
     */
    double of(double[] student, double[] teacher, double[] gradient) {
        double[] s = logarithm(student);
        double[] t = logarithm(teacher);
        double divergence = 0;
        double mean = 0;
        for (int i = 0; i < s.length; i++) {
            double shareS = Math.exp(s[i]);
            double shareT = Math.exp(t[i]);
            if (beta == 0) {
                gradient[i] = -shareT;
                divergence += shareT * (t[i] - s[i]);
            } else if (beta == 1) {
                gradient[i] = shareS * (s[i] - t[i]);
                divergence += gradient[i];
            } else {
                double larger = Math.max(s[i], t[i]);
                double m = larger + Math.log((1 - beta) * Math.exp(s[i] - larger) + beta * Math.exp(t[i] - larger));
                gradient[i] = (1 - beta) * shareS * (s[i] - m);
                divergence += beta * shareT * (t[i] - m) + gradient[i];
            }
            mean += gradient[i];
        }
        for (int i = 0; i < s.length; i++) {
            gradient[i] = (gradient[i] - Math.exp(s[i]) * mean) / temperature;
        }
        return divergence;
    }

    /** ln softmax(logits / temperature). */
    private double[] logarithm(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit / temperature);
        }
        double total = 0;
        for (double logit : logits) {
            total += Math.exp(logit / temperature - max);
        }
        double[] logarithms = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            logarithms[i] = logits[i] / temperature - max - Math.log(total);
        }
        return logarithms;
    }
}
