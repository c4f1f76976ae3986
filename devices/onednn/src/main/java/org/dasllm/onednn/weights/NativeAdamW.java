package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AdamW;

/** AdamW in one pass over values, gradients and moments, which also clears the gradients. */
public final class NativeAdamW implements AdamW {
    private final NativeMemory memory;
    private final WorkerPool pool;
    private final Settings settings;
    private final List<NativeParameter> parameters;
    private final Matrix[] first;
    private final Matrix[] second;
    private int steps;

    public NativeAdamW(NativeMemory memory, WorkerPool pool, List<NativeParameter> parameters, Settings settings) {
        this.memory = memory;
        this.pool = pool;
        this.settings = settings;
        this.parameters = List.copyOf(parameters);
        first = new Matrix[parameters.size()];
        second = new Matrix[parameters.size()];
        for (int i = 0; i < first.length; i++) {
            NativeParameter parameter = parameters.get(i);
            parameter.trainableGradient();
            first[i] = Matrix.allocate(memory, parameter.rows(), parameter.columns());
            second[i] = Matrix.allocate(memory, parameter.rows(), parameter.columns());
        }
    }

    @Override
    public double gradientNorm() {
        memory.checkOpen();
        double total = 0;
        for (NativeParameter parameter : parameters) {
            Matrix gradient = parameter.trainableGradient();
            double[] sums = new double[(gradient.size() + Kernels.PIECE - 1) / Kernels.PIECE];
            Kernels.forEachPiece(
                    pool,
                    gradient.size(),
                    (offset, count) ->
                            sums[offset / Float.BYTES / Kernels.PIECE] = squares(gradient.data, offset, count));
            for (double sum : sums) {
                total += sum;
            }
        }
        return Math.sqrt(total);
    }

    private static double squares(ByteBuffer data, int offset, int count) {
        double total = 0;
        int run = 64 * Vectors.LANES;
        for (int i = 0; i < count; i += run) {
            int at = offset + i * Float.BYTES;
            total += Vectors.dot(data, at, data, at, Math.min(run, count - i));
        }
        return total;
    }

    @Override
    public void step(double learningRate, double gradientScale) {
        memory.checkOpen();
        steps++;
        float rate = (float) (learningRate / (1 - Math.pow(settings.beta1(), steps)));
        float root = (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), steps)));
        float keep = (float) (1 - learningRate * settings.weightDecay());
        Update update = new Update(
                (float) settings.beta1(),
                (float) (1 - settings.beta1()),
                (float) settings.beta2(),
                (float) (1 - settings.beta2()),
                (float) settings.epsilon(),
                rate,
                root,
                keep,
                (float) gradientScale);
        for (int i = 0; i < first.length; i++) {
            NativeParameter parameter = parameters.get(i);
            ByteBuffer values = parameter.values().data;
            ByteBuffer gradient = parameter.trainableGradient().data;
            ByteBuffer m = first[i].data;
            ByteBuffer v = second[i].data;
            Kernels.forEachPiece(
                    pool,
                    parameter.values().size(),
                    (offset, count) -> update.run(values, gradient, m, v, offset, count));
            parameter.changed();
        }
    }

    /** The numbers of one step: θ ← keep · θ − rate · m / (root · √v + ε). */
    private record Update(
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float epsilon,
            float rate,
            float root,
            float keep,
            float scale) {

        void run(ByteBuffer values, ByteBuffer gradient, ByteBuffer first, ByteBuffer second, int offset, int count) {
            FloatVector zero = FloatVector.zero(Vectors.SPECIES);
            int end = offset + count * Float.BYTES;
            int at = offset;
            for (; at <= end - Vectors.STEP; at += Vectors.STEP) {
                FloatVector g = Vectors.load(gradient, at).mul(scale);
                FloatVector m = Vectors.load(first, at).mul(beta1).add(g.mul(rest1));
                FloatVector v = Vectors.load(second, at).mul(beta2).add(g.mul(g).mul(rest2));
                FloatVector change = m.mul(rate)
                        .div(v.lanewise(VectorOperators.SQRT).mul(root).add(epsilon));
                Vectors.store(m, first, at);
                Vectors.store(v, second, at);
                Vectors.store(Vectors.load(values, at).mul(keep).sub(change), values, at);
                Vectors.store(zero, gradient, at);
            }
            for (; at < end; at += Float.BYTES) {
                float g = gradient.getFloat(at) * scale;
                float m = first.getFloat(at) * beta1 + g * rest1;
                float v = second.getFloat(at) * beta2 + g * g * rest2;
                float change = m * rate / ((float) Math.sqrt(v) * root + epsilon);
                first.putFloat(at, m);
                second.putFloat(at, v);
                values.putFloat(at, values.getFloat(at) * keep - change);
                gradient.putFloat(at, 0f);
            }
        }
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public void clearGradients() {
        memory.checkOpen();
        for (NativeParameter parameter : parameters) {
            Kernels.clear(pool, parameter.trainableGradient());
        }
    }

    @Override
    public float[][] readMoments(int parameter) {
        memory.checkOpen();
        return new float[][] {first[parameter].read(), second[parameter].read()};
    }

    @Override
    public void restore(int newSteps, float[][][] moments) {
        memory.checkOpen();
        if (moments.length != first.length) {
            throw new IllegalArgumentException(
                    "Moments of " + moments.length + " parameters for " + first.length + " parameters");
        }
        for (int i = 0; i < first.length; i++) {
            first[i].write(moments[i][0]);
            second[i].write(moments[i][1]);
        }
        steps = newSteps;
    }
}
