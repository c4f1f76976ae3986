package org.dasllm.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.tensor.Distillation.RecordedTeacher;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows of a recorded teacher: k events for its tokens, and one for all others, whose logit is the logarithm of their sum of
 * exponentials. An event that a row lacks is as good as impossible for student and teacher.
 */
final class RecordedEvents implements Teaching.Events {
    /** A logit so small that its exponential is 0, yet finite. */
    private static final float IMPOSSIBLE = -1e30f;

    /** A token that a row names: where it is among the events, and among the logits. */
    private record Named(int event, int place) {}

    private final Scratch memory;
    private final int events;
    private final List<Named> named = new ArrayList<>();

    /** The softmax among a row's tokens that are not named; 0 for those that are. */
    private final INDArray shares;

    private final INDArray student;
    private final INDArray teacher;

    RecordedEvents(Scratch memory, RecordedTeacher recorded, int[] rows, INDArray logits) {
        this.memory = memory;
        this.events = recorded.k() + 1;
        int vocabulary = (int) logits.size(1);
        float[] ofTeacher = new float[rows.length * events];
        Arrays.fill(ofTeacher, IMPOSSIBLE);
        boolean[] hasOthers = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int[] tokens = recorded.tokens(rows[i]);
            double[] logProbabilities = recorded.logProbabilities(rows[i]);
            for (int j = 0; j < tokens.length; j++) {
                named.add(new Named(i * events + j, i * vocabulary + tokens[j]));
                ofTeacher[i * events + j] = (float) logProbabilities[j];
            }
            hasOthers[i] = tokens.length < vocabulary;
            if (hasOthers[i]) {
                ofTeacher[i * events + recorded.k()] = (float) recorded.tail(rows[i]);
            }
        }
        this.teacher = memory.of(rows.length, events, ofTeacher);
        float[] ofStudent = new float[rows.length * events];
        Arrays.fill(ofStudent, IMPOSSIBLE);
        float[] ofNamed = pick(logits);
        for (int n = 0; n < ofNamed.length; n++) {
            ofStudent[named.get(n).event()] = ofNamed[n];
        }
        this.shares = memory.matrix(rows.length, vocabulary);
        float[] others = othersTogether(logits);
        for (int i = 0; i < rows.length; i++) {
            if (hasOthers[i]) {
                ofStudent[i * events + recorded.k()] = others[i];
            }
        }
        this.student = memory.of(rows.length, events, ofStudent);
    }

    private int[] places() {
        return named.stream().mapToInt(Named::place).toArray();
    }

    private static INDArray column(INDArray matrix) {
        return matrix.reshape(matrix.length(), 1);
    }

    /** The numbers of a matrix at the named tokens' places. */
    private float[] pick(INDArray matrix) {
        if (named.isEmpty()) {
            return new float[0];
        }
        INDArray picked = memory.matrix(named.size(), 1);
        Operations.pull(column(matrix), places(), picked);
        return Operations.toFloats(picked);
    }

    /** Writes the shares, and returns the logarithm of each row's sum of exponentials. */
    private float[] othersTogether(INDArray logits) {
        shares.assign(logits);
        if (!named.isEmpty()) {
            float[] impossible = new float[named.size()];
            Arrays.fill(impossible, IMPOSSIBLE);
            Operations.putRows(column(shares), places(), memory.of(named.size(), 1, impossible));
        }
        INDArray largest = memory.keep(shares.max(true, 1));
        shares.subi(largest);
        Nd4j.getExecutioner().exec(new Exp(shares, shares));
        INDArray sums = memory.keep(shares.sum(true, 1));
        shares.divi(sums);
        float[] maxima = Operations.toFloats(largest);
        float[] result = Operations.toFloats(sums);
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (maxima[i] + Math.log(result[i]));
        }
        return result;
    }

    @Override
    public INDArray student() {
        return student;
    }

    @Override
    public INDArray teacher() {
        return teacher;
    }

    @Override
    public void addTo(INDArray dLogits, INDArray dEvents) {
        float[] gradient = Operations.toFloats(dEvents);
        float[] ofOthers = new float[(int) dLogits.size(0)];
        for (int i = 0; i < ofOthers.length; i++) {
            ofOthers[i] = gradient[(i + 1) * events - 1];
        }
        shares.muli(memory.of(ofOthers.length, 1, ofOthers));
        dLogits.addi(shares);
        if (!named.isEmpty()) {
            float[] ofNamed = new float[named.size()];
            for (int n = 0; n < ofNamed.length; n++) {
                ofNamed[n] = gradient[named.get(n).event()];
            }
            Operations.addRows(column(dLogits), places(), memory.of(ofNamed.length, 1, ofNamed));
        }
    }
}
