package org.dasllm.tensor;

/**
 * Token-level distillation: a row's loss is (1 − weight) · cross-entropy + weight · D, where D is the generalised
 * Jensen-Shannon divergence of Agarwal et al., 2023 (arXiv:2306.13649) between the teacher's distribution T and the
 * student's S, both from logits divided by the temperature: with M = (1 − beta)·S + beta·T,
 * D = beta·KL(T‖M) + (1 − beta)·KL(S‖M). At beta 0 it is the forward KL(T‖S), at beta 1 the reverse KL(S‖T), the
 * limits of D / (beta·(1 − beta)) there. There is no factor temperature².
 *
 * @param weight share of the divergence, from above 0 to 1
 * @param beta from 0 to 1
 * @param temperature above 0
 * @param teacher the teacher's distribution of every row
 */
public record Distillation(double weight, double beta, double temperature, Teacher teacher) {

    public Distillation {
        if (!(weight > 0 && weight <= 1) || !(beta >= 0 && beta <= 1) || !(temperature > 0)) {
            throw new IllegalArgumentException("A distillation of weight " + weight + ", beta " + beta
                    + " and temperature " + temperature + " is none");
        }
    }

    /** Where a row's teacher distribution comes from. */
    public sealed interface Teacher {}

    /**
     * A teacher on the same device; its logits are made in pieces, beside the student's.
     *
     * @param hidden [rows, the teacher's hidden size], a tensor of the same pass
     * @param head of the student's vocabulary; nothing of it is trained
     */
    public record LocalTeacher(Tensor hidden, Head head) implements Teacher {}

    /**
     * A recorded teacher, of which each row has at most k tokens with their log-probabilities at temperature 1. All other
     * tokens together are one more event, of probability 1 − Σ p, for teacher and student alike ("tail bucket"). The
     * temperature divides the recorded log-probabilities, and the tail's, before they are normalised again; the student's
     * logits are divided by it as they are, and its tail is 1 minus what its k tokens then have. With k = vocabulary there
     * is no tail, and the divergence is that of the whole distributions.
     *
     * @param k entries of every row
     * @param tokens [rows · k]; −1 where a row has fewer
     * @param logProbabilities [rows · k], natural logarithms, at most 0
     */
    public record RecordedTeacher(int k, int[] tokens, float[] logProbabilities) implements Teacher {
        public RecordedTeacher {
            if (k <= 0 || tokens.length != logProbabilities.length || tokens.length % k != 0) {
                throw new IllegalArgumentException(tokens.length + " tokens with " + logProbabilities.length
                        + " log-probabilities are no rows of " + k);
            }
        }
    }
}
