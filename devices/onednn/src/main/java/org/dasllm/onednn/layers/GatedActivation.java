package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.Activation;
import org.jspecify.annotations.Nullable;

/** a(gate) · up and its gradients, in one pass over memory each; a is SiLU or the tanh form of GELU. */
public final class GatedActivation {
    private static final float ROOT_2_OVER_PI = 7.978846e-1f;
    private static final float CUBIC = 4.4715e-2f;

    private GatedActivation() {}

    public static void forward(WorkerPool pool, Activation activation, Matrix gate, Matrix up, Matrix output) {
        Kernels.forEachPiece(
                pool,
                gate.size(),
                (offset, count) -> forward(activation, gate.data, up.data, output.data, offset, count));
    }

    /** Some numbers at the same offset of all buffers; y may be u. */
    public static void forward(Activation activation, ByteBuffer g, ByteBuffer u, ByteBuffer y, int offset, int count) {
        switch (activation) {
            case SILU -> silu(g, u, y, offset, count);
            case GELU_TANH -> gelu(g, u, y, offset, count);
        }
    }

    public static void backward(
            WorkerPool pool,
            Activation activation,
            Matrix outputGradient,
            Matrix gate,
            Matrix up,
            Matrix gateGradient,
            Matrix upGradient) {
        ByteBuffer dy = outputGradient.data;
        ByteBuffer g = gate.data;
        ByteBuffer u = up.data;
        ByteBuffer dg = gateGradient.data;
        ByteBuffer du = upGradient.data;
        Kernels.forEachPiece(pool, gate.size(), (offset, count) -> {
            switch (activation) {
                case SILU -> siluBackward(dy, g, u, dg, du, null, offset, count);
                case GELU_TANH -> geluBackward(dy, g, u, dg, du, null, offset, count);
            }
        });
    }

    /** In place: dy becomes up's gradient, gate becomes its own, and up becomes the output made again. */
    public static void backward(
            Activation activation, ByteBuffer dy, ByteBuffer g, ByteBuffer u, int offset, int count) {
        switch (activation) {
            case SILU -> siluBackward(dy, g, u, g, dy, u, offset, count);
            case GELU_TANH -> geluBackward(dy, g, u, g, dy, u, offset, count);
        }
    }

    private static void silu(ByteBuffer g, ByteBuffer u, ByteBuffer y, int offset, int count) {
        int end = offset + count * Float.BYTES;
        int at = offset;
        for (; at <= end - Vectors.STEP; at += Vectors.STEP) {
            FloatVector x = Vectors.load(g, at);
            FloatVector silu = x.div(Vectors.exp(x.neg()).add(1f));
            Vectors.store(silu.mul(Vectors.load(u, at)), y, at);
        }
        for (; at < end; at += Float.BYTES) {
            float x = g.getFloat(at);
            y.putFloat(at, x / (1f + Vectors.exp(-x)) * u.getFloat(at));
        }
    }

    /** With s = sigmoid(x): silu' = s + x · s · (1 − s). */
    private static void siluBackward(
            ByteBuffer dy,
            ByteBuffer g,
            ByteBuffer u,
            ByteBuffer dg,
            ByteBuffer du,
            @Nullable ByteBuffer y,
            int offset,
            int count) {
        FloatVector one = FloatVector.broadcast(Vectors.SPECIES, 1f);
        int end = offset + count * Float.BYTES;
        int at = offset;
        for (; at <= end - Vectors.STEP; at += Vectors.STEP) {
            FloatVector x = Vectors.load(g, at);
            FloatVector s = one.div(Vectors.exp(x.neg()).add(1f));
            FloatVector d = Vectors.load(dy, at);
            FloatVector silu = x.mul(s);
            FloatVector v = Vectors.load(u, at);
            FloatVector slope = silu.fma(one.sub(s), s);
            Vectors.store(d.mul(silu), du, at);
            Vectors.store(d.mul(v).mul(slope), dg, at);
            if (y != null) {
                Vectors.store(v.mul(silu), y, at);
            }
        }
        for (; at < end; at += Float.BYTES) {
            float x = g.getFloat(at);
            float s = 1f / (1f + Vectors.exp(-x));
            float d = dy.getFloat(at);
            float v = u.getFloat(at);
            du.putFloat(at, d * x * s);
            dg.putFloat(at, d * v * (s + x * s * (1f - s)));
            if (y != null) {
                y.putFloat(at, v * x * s);
            }
        }
    }

    /** ½(1 + tanh z) = sigmoid(2z), so gelu(x) = x · sigmoid(2z) with z = √(2/π)(x + 0.044715x³). */
    private static void gelu(ByteBuffer g, ByteBuffer u, ByteBuffer y, int offset, int count) {
        FloatVector cubic = FloatVector.broadcast(Vectors.SPECIES, CUBIC);
        int end = offset + count * Float.BYTES;
        int at = offset;
        for (; at <= end - Vectors.STEP; at += Vectors.STEP) {
            FloatVector x = Vectors.load(g, at);
            FloatVector twice = x.mul(x.mul(x).fma(cubic, FloatVector.broadcast(Vectors.SPECIES, 1f)))
                    .mul(-2f * ROOT_2_OVER_PI);
            Vectors.store(x.div(Vectors.exp(twice).add(1f)).mul(Vectors.load(u, at)), y, at);
        }
        for (; at < end; at += Float.BYTES) {
            float x = g.getFloat(at);
            float twice = -2f * ROOT_2_OVER_PI * x * (1f + CUBIC * x * x);
            y.putFloat(at, x / (1f + Vectors.exp(twice)) * u.getFloat(at));
        }
    }

    /** With s = sigmoid(2z): gelu' = s + x · s · (1 − s) · 2z', z' = √(2/π)(1 + 3 · 0.044715x²). */
    private static void geluBackward(
            ByteBuffer dy,
            ByteBuffer g,
            ByteBuffer u,
            ByteBuffer dg,
            ByteBuffer du,
            @Nullable ByteBuffer y,
            int offset,
            int count) {
        FloatVector one = FloatVector.broadcast(Vectors.SPECIES, 1f);
        FloatVector cubic = FloatVector.broadcast(Vectors.SPECIES, CUBIC);
        FloatVector thrice = FloatVector.broadcast(Vectors.SPECIES, 3f * CUBIC);
        int end = offset + count * Float.BYTES;
        int at = offset;
        for (; at <= end - Vectors.STEP; at += Vectors.STEP) {
            FloatVector x = Vectors.load(g, at);
            FloatVector square = x.mul(x);
            FloatVector twice = x.mul(square.fma(cubic, one)).mul(-2f * ROOT_2_OVER_PI);
            FloatVector s = one.div(Vectors.exp(twice).add(1f));
            FloatVector d = Vectors.load(dy, at);
            FloatVector gelu = x.mul(s);
            FloatVector v = Vectors.load(u, at);
            FloatVector inner = square.fma(thrice, one).mul(2f * ROOT_2_OVER_PI);
            FloatVector slope = gelu.mul(one.sub(s)).fma(inner, s);
            Vectors.store(d.mul(gelu), du, at);
            Vectors.store(d.mul(v).mul(slope), dg, at);
            if (y != null) {
                Vectors.store(v.mul(gelu), y, at);
            }
        }
        for (; at < end; at += Float.BYTES) {
            float x = g.getFloat(at);
            float s = 1f / (1f + Vectors.exp(-2f * ROOT_2_OVER_PI * x * (1f + CUBIC * x * x)));
            float inner = 2f * ROOT_2_OVER_PI * (1f + 3f * CUBIC * x * x);
            float d = dy.getFloat(at);
            float v = u.getFloat(at);
            du.putFloat(at, d * x * s);
            dg.putFloat(at, d * v * (s + x * s * (1f - s) * inner));
            if (y != null) {
                y.putFloat(at, v * x * s);
            }
        }
    }
}
