package org.dasllm.tensor.reference;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dasllm.tensor.Distillation.RecordedTeacher;

/**
 * From a teacher of which some tokens' log-probabilities are known: the events are these tokens and, unless they are the
 * whole vocabulary, all others together. The gradient of the last one, the logarithm of a sum of exponentials, is shared
 * out as the softmax among the others.
 */
record RecordedDivergence(Divergence divergence, RecordedTeacher teacher) implements RowLoss {

    @Override
    public double add(int row, double[] logits, double factor, double[] gradient) {
        int[] named = teacher.tokens(row);
        int[] others = others(named, logits.length);
        double[] student = pick(logits, named);
        double[] recorded = teacher.logProbabilities(row);
        double[] tail = pick(logits, others);
        if (others.length > 0) {
            student = append(student, Softmax.logSum(tail));
            recorded = append(recorded, teacher.tail(row));
        }
        Divergence.Value value = divergence.of(student, recorded);
        for (int i = 0; i < named.length; i++) {
            gradient[named[i]] += factor * value.gradient()[i];
        }
        double[] shares = Softmax.of(tail);
        for (int i = 0; i < others.length; i++) {
            gradient[others[i]] += factor * value.gradient()[named.length] * shares[i];
        }
        return value.divergence();
    }

    private static int[] others(int[] named, int vocabulary) {
        boolean[] isNamed = new boolean[vocabulary];
        Arrays.stream(named).forEach(token -> isNamed[token] = true);
        return IntStream.range(0, vocabulary).filter(token -> !isNamed[token]).toArray();
    }

    private static double[] pick(double[] logits, int[] tokens) {
        return Arrays.stream(tokens).mapToDouble(token -> logits[token]).toArray();
    }

    private static double[] append(double[] values, double last) {
        double[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = last;
        return longer;
    }
}
