package org.dasllm.onednn.weights;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/** Where the gradients of a linear layer's parameters are added up; null where they are not wanted. */
public record Gradients(
        @Nullable Matrix weight,
        @Nullable Matrix bias,
        @Nullable Matrix a,
        @Nullable Matrix b,
        @Nullable Matrix magnitude) {

    public static Gradients of(Linear layer) {
        Linear.Adapter adapter = layer.adapter();
        return new Gradients(
                gradient(layer.weight()),
                gradient(layer.bias()),
                adapter == null ? null : gradient(adapter.a()),
                adapter == null ? null : gradient(adapter.b()),
                adapter == null ? null : gradient(adapter.magnitude()));
    }

    private static @Nullable Matrix gradient(@Nullable Parameter parameter) {
        return parameter instanceof NativeParameter own ? own.gradient : null;
    }

    /** Zeros of the same shapes, in the pass's memory. */
    public Gradients zeros(OpenPass pass) {
        return new Gradients(
                zeros(pass, weight), zeros(pass, bias), zeros(pass, a), zeros(pass, b), zeros(pass, magnitude));
    }

    private static @Nullable Matrix zeros(OpenPass pass, @Nullable Matrix like) {
        if (like == null) {
            return null;
        }
        Matrix matrix = pass.take(like.rows(), like.columns());
        Kernels.clear(pass.pool(), matrix);
        return matrix;
    }

    /** Adds factor times others of the same shapes. */
    public void add(WorkerPool pool, float factor, Gradients others) {
        add(pool, factor, others.weight, weight);
        add(pool, factor, others.bias, bias);
        add(pool, factor, others.a, a);
        add(pool, factor, others.b, b);
        add(pool, factor, others.magnitude, magnitude);
    }

    private static void add(WorkerPool pool, float factor, @Nullable Matrix from, @Nullable Matrix to) {
        if (from != null && to != null) {
            Kernels.addScaled(pool, factor, from, to);
        }
    }
}
