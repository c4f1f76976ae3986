package org.dasllm.onednn.loss;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.dasllm.onednn.vectors.Vectors;

/**
 * The terms of {@link org.dasllm.tensor.Distillation}'s divergence for whole vectors of a vocabulary. The teacher's logits
 * are replaced by h = S times the derivative with respect to S, up to what is the same for all tokens.
 */
interface DivergenceRow {
    /** ln of a softmax: rate · (logit − max) − log. */
    record Logarithms(float max, float rate, float log) {
        FloatVector load(ByteBuffer data, int offset) {
            return Vectors.load(data, offset).sub(max).mul(rate).sub(log);
        }
    }

    /** Adds to the divergence and to Σ h. */
    void run(
            ByteBuffer student,
            int offsetS,
            Logarithms s,
            ByteBuffer teacher,
            int offsetT,
            Logarithms t,
            int count,
            LogitRows.Total divergence,
            LogitRows.Total mean);

    static DivergenceRow of(double beta) {
        if (beta == 0) {
            return DivergenceRow::forward;
        }
        if (beta == 1) {
            return DivergenceRow::reverse;
        }
        float b = (float) beta;
        return (student, offsetS, s, teacher, offsetT, t, count, divergence, mean) ->
                between(b, student, offsetS, s, teacher, offsetT, t, count, divergence, mean);
    }

    /** KL(T‖S): Σ T·ln(T/S), h = −T. */
    private static void forward(
            ByteBuffer student,
            int offsetS,
            Logarithms s,
            ByteBuffer teacher,
            int offsetT,
            Logarithms t,
            int count,
            LogitRows.Total divergence,
            LogitRows.Total mean) {
        FloatVector sum = FloatVector.zero(Vectors.SPECIES);
        FloatVector shares = sum;
        for (int i = 0; i < count * Float.BYTES; i += Vectors.STEP) {
            FloatVector logT = t.load(teacher, offsetT + i);
            FloatVector share = Vectors.exp(logT);
            sum = logT.sub(s.load(student, offsetS + i)).fma(share, sum);
            shares = shares.add(share);
            Vectors.store(share.neg(), teacher, offsetT + i);
        }
        divergence.value += Vectors.sum(sum);
        mean.value -= Vectors.sum(shares);
    }

    /** KL(S‖T): Σ S·ln(S/T), of which h is a term. */
    private static void reverse(
            ByteBuffer student,
            int offsetS,
            Logarithms s,
            ByteBuffer teacher,
            int offsetT,
            Logarithms t,
            int count,
            LogitRows.Total divergence,
            LogitRows.Total mean) {
        FloatVector sum = FloatVector.zero(Vectors.SPECIES);
        for (int i = 0; i < count * Float.BYTES; i += Vectors.STEP) {
            FloatVector logS = s.load(student, offsetS + i);
            FloatVector h = logS.sub(t.load(teacher, offsetT + i)).mul(Vectors.exp(logS));
            sum = sum.add(h);
            Vectors.store(h, teacher, offsetT + i);
        }
        float total = Vectors.sum(sum);
        divergence.value += total;
        mean.value += total;
    }

    /** With d = ln(T/S): ln(M/S) = max(d, 0) + ln of (1 − beta) and beta, of which the lesser one's share has e^−|d|. */
    private static void between(
            float beta,
            ByteBuffer student,
            int offsetS,
            Logarithms s,
            ByteBuffer teacher,
            int offsetT,
            Logarithms t,
            int count,
            LogitRows.Total divergence,
            LogitRows.Total mean) {
        FloatVector sum = FloatVector.zero(Vectors.SPECIES);
        FloatVector terms = sum;
        FloatVector more = FloatVector.broadcast(Vectors.SPECIES, beta);
        FloatVector less = FloatVector.broadcast(Vectors.SPECIES, 1f - beta);
        for (int i = 0; i < count * Float.BYTES; i += Vectors.STEP) {
            FloatVector logS = s.load(student, offsetS + i);
            FloatVector logT = t.load(teacher, offsetT + i);
            FloatVector d = logT.sub(logS);
            FloatVector e = Vectors.exp(d.abs().neg());
            VectorMask<Float> above = d.compare(VectorOperators.GT, 0f);
            FloatVector mixed = e.fma(more, less).blend(e.fma(less, more), above);
            FloatVector logM = d.max(0f).add(Vectors.log(mixed));
            FloatVector h = Vectors.exp(logS).mul(logM).mul(beta - 1f);
            sum = d.sub(logM).mul(beta).fma(Vectors.exp(logT), sum);
            terms = terms.add(h);
            Vectors.store(h, teacher, offsetT + i);
        }
        float total = Vectors.sum(terms);
        divergence.value += (double) Vectors.sum(sum) + total;
        mean.value += total;
    }
}
