package org.dasllm.onednn.loss;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.layers.AppliedLinear;
import org.dasllm.onednn.layers.Gather;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.FloatFactor;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Distillation.LocalTeacher;
import org.dasllm.tensor.Head;

/**
 * Cross-entropy and the divergence from a teacher on this device, whose logits of some rows are made beside the student's
 * and are overwritten by what the gradient needs of both, h = S times the divergence's derivative with respect to S.
 */
final class LocalDistillation implements LogitLoss {
    private final OpenPass pass;
    private final float softCap;
    private final double weight;
    private final double temperature;
    private final DivergenceRow divergence;
    private final Matrix hidden;
    private final Head head;
    private final Matrix rows;
    private final Matrix logits;

    LocalDistillation(OpenPass pass, float softCap, Distillation distillation, LocalTeacher teacher, int most) {
        this.pass = pass;
        this.softCap = softCap;
        weight = distillation.weight();
        temperature = distillation.temperature();
        divergence = DivergenceRow.of(distillation.beta());
        hidden = pass.own(teacher.hidden());
        head = teacher.head();
        rows = pass.take(most, hidden.columns());
        logits = pass.take(most, head.vocabulary());
    }

    @Override
    public void begin(int[] numbers) {
        long mark = pass.workspace().mark();
        Matrix x = rows.rows(0, numbers.length);
        Gather.forward(pass.pool(), new FloatFactor(hidden), numbers, 1f, x);
        AppliedLinear.logits(pass, head, x, logits.rows(0, numbers.length));
        pass.workspace().release(mark);
    }

    @Override
    public double run(WorkerScratch worker, int i, int row, Row student) {
        int count = student.count();
        int teacher = logits.offset(i);
        if (head.capped()) {
            LogitRows.cap(worker, logits.data, teacher, count, head.softCap());
        }
        float rate = (float) (1 / temperature);
        float max = student.max();
        float teacherMax = SoftmaxRows.max(logits.data, teacher, count);
        float chosen = student.logit(student.token());
        double total = LogitRows.sumOfExponentials(worker, student.data(), student.offset(), count, max, 1f);
        double tempered = LogitRows.sumOfExponentials(worker, student.data(), student.offset(), count, max, rate);
        double taught = LogitRows.sumOfExponentials(worker, logits.data, teacher, count, teacherMax, rate);
        DivergenceRow.Logarithms s = new DivergenceRow.Logarithms(max, rate, (float) Math.log(tempered));
        DivergenceRow.Logarithms t = new DivergenceRow.Logarithms(teacherMax, rate, (float) Math.log(taught));
        LogitRows.Total value = new LogitRows.Total();
        LogitRows.Total mean = new LogitRows.Total();
        LogitRows.each(worker, student.data(), student.offset(), logits.data, teacher, count, (x, at, y, to, n) -> {
            divergence.run(x, at, s, y, to, t, n, value, mean);
        });
        if (pass.training()) {
            float a = (float) ((1 - weight) / total);
            float b = (float) (-weight / temperature * mean.value / tempered);
            float c = (float) (weight / temperature);
            LogitRows.each(
                    worker, student.data(), student.offset(), logits.data, teacher, count, (x, at, h, from, n) -> {
                        gradient(x, at, h, from, n, max, rate, a, b, c);
                    });
            double hot = (1 - weight) * LogitRows.slope(chosen, softCap);
            LogitRows.add(student.data(), student.offset(), student.token(), -hot);
        }
        return (1 - weight) * (max - (double) chosen + Math.log(total)) + weight * value.value;
    }

    /** x ← (a · e^(x − max) + b · e^(rate · (x − max)) + c · h) · slope. */
    private void gradient(
            ByteBuffer x, int at, ByteBuffer h, int from, int n, float max, float rate, float a, float b, float c) {
        float inverse = 1f / softCap;
        FloatVector factor = FloatVector.broadcast(Vectors.SPECIES, c);
        for (int i = 0; i < n * Float.BYTES; i += Vectors.STEP) {
            FloatVector z = Vectors.load(x, at + i);
            FloatVector shifted = z.sub(max);
            FloatVector g = Vectors.exp(shifted)
                    .mul(a)
                    .add(Vectors.exp(shifted.mul(rate)).mul(b));
            g = Vectors.load(h, from + i).fma(factor, g);
            Vectors.store(g.mul(LogitRows.slope(z, inverse)), x, at + i);
        }
    }
}
