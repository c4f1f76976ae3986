package org.dasllm.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

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
     * A teacher on the same device; its logits are made in pieces, beside the student's, and without dropout.
     *
     * @param hidden [rows, the teacher's hidden size], a tensor of the same pass
     * @param head of the student's vocabulary; nothing of it is trained
     */
    public record LocalTeacher(Tensor hidden, Head head) implements Teacher {}

    /**
     * A recorded teacher, of which each row has at most k tokens with their log-probabilities at temperature 1. All other
     * tokens together are one more event, the tail. The divergence is that of two distributions over these k + 1 events:
     * the teacher's has the recorded log-probabilities, and for the tail ln(1 − Σ p), with {@link #SMALLEST_TAIL} in place
     * of anything less; the student's has the logits of the same tokens, and for the tail ln Σ exp(logit) over all other
     * tokens. Both are divided by the temperature and normalised over the k + 1. So a student that agrees with the record
     * has divergence 0 at every temperature; and where a row names the whole vocabulary there is no tail, and the
     * divergence is that of the whole distributions.
     *
     * @param k entries of every row
     * @param tokens [rows · k], no token twice in a row; −1 where a row has fewer
     * @param logProbabilities [rows · k], natural logarithms, finite and at most 0 where there is a token
     */
    public record RecordedTeacher(int k, int[] tokens, float[] logProbabilities) implements Teacher {
        /** Float32 log-probabilities do not tell a smaller tail from none. */
        public static final double SMALLEST_TAIL = 0x1p-20;

        public RecordedTeacher {
            if (k <= 0 || tokens.length != logProbabilities.length || tokens.length % k != 0) {
                throw new IllegalArgumentException(tokens.length + " tokens with " + logProbabilities.length
                        + " log-probabilities are no rows of " + k);
            }
            for (int i = 0; i < tokens.length; i++) {
                if (tokens[i] >= 0 && !(logProbabilities[i] <= 0 && logProbabilities[i] >= -Float.MAX_VALUE)) {
                    throw new IllegalArgumentException("Recorded token " + tokens[i] + " of row " + i / k
                            + " has the log-probability " + logProbabilities[i]);
                }
            }
        }

        /** The tokens that a row names. */
        public int[] tokens(int row) {
            return entries(row).map(i -> tokens[i]).toArray();
        }

        /** The log-probabilities of {@link #tokens(int)}. */
        public double[] logProbabilities(int row) {
            return entries(row).mapToDouble(i -> logProbabilities[i]).toArray();
        }

        /** The logarithm of what {@link #tokens(int)} leave to all others. */
        public double tail(int row) {
            double rest =
                    1 - Arrays.stream(logProbabilities(row)).map(Math::exp).sum();
            return Math.log(Math.max(rest, SMALLEST_TAIL));
        }

        private IntStream entries(int row) {
            return IntStream.range(row * k, (row + 1) * k).filter(i -> tokens[i] >= 0);
        }
    }
}
