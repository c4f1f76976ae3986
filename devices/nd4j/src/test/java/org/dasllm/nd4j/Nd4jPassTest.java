package org.dasllm.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.junit.jupiter.api.Test;

class Nd4jPassTest {
    private static final int WIDTH = 128;

    private final Random random = new Random(1);
    private final List<Pass> closed = new ArrayList<>();

    private HostMatrix matrix(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 16;
        }
        return HostMatrix.of(rows, columns, values);
    }

    /**
     * Passes that are still referred to, so that the garbage collector does not do what closing them should: had they kept
     * their arrays, a hundred training steps would need several hundred megabytes.
     */
    @Test
    void closedPassesGiveTheirNativeMemoryBack() {
        try (Device device = new Nd4jDeviceProvider().open(2)) {
            Parameter table = device.parameter(matrix(512, WIDTH), true);
            Parameter norm = device.parameter(matrix(1, WIDTH), true);
            Linear projection = Linear.of(device.parameter(matrix(WIDTH, WIDTH), true));
            AdamW adamW = device.adamW(List.of(table, norm, projection.weight()), AdamW.Settings.DEFAULTS);
            for (int warmUp = 0; warmUp < 20; warmUp++) {
                step(device, table, norm, projection, adamW);
            }
            long before = Pointer.physicalBytes();
            for (int i = 0; i < 100; i++) {
                step(device, table, norm, projection, adamW);
            }
            assertThat(closed).hasSize(120);
            long megabytes = (Pointer.physicalBytes() - before) >> 20;
            assertThat(megabytes).as("growth in MB").isLessThan(150);
        }
    }

    /** Without the scopes the pass would hold half a gigabyte when it ends. */
    @Test
    void scopesGiveTheirNativeMemoryBackWhileThePassGoesOn() {
        try (Device device = new Nd4jDeviceProvider().open(2)) {
            Linear layer = Linear.of(device.parameter(matrix(WIDTH, WIDTH), true));
            List<Result> handles = new ArrayList<>();
            try (Pass pass = device.trainingPass()) {
                Tensor x = pass.upload(8192, WIDTH, new float[8192 * WIDTH]);
                for (int warmUp = 0; warmUp < 20; warmUp++) {
                    x = recomputed(pass, x, layer, handles);
                }
                long before = Pointer.physicalBytes();
                for (int i = 0; i < 60; i++) {
                    x = recomputed(pass, x, layer, handles);
                }
                assertThat((Pointer.physicalBytes() - before) >> 20)
                        .as("growth in MB")
                        .isLessThan(150);
            }
            assertThat(handles).hasSize(160);
        }
    }

    /** Eight megabytes of work, of which a row is left. */
    private static Tensor recomputed(Pass pass, Tensor x, Linear layer, List<Result> handles) {
        Tensor row = pass.scope(() -> {
            handles.add(pass.linear(x, layer));
            handles.add(pass.linear(handles.get(handles.size() - 1).output(), layer));
            return pass.select(handles.get(handles.size() - 1).output(), new int[1])
                    .output();
        });
        assertThat(row.rows()).isEqualTo(1);
        return x;
    }

    private void step(Device device, Parameter table, Parameter norm, Linear projection, AdamW adamW) {
        int length = 60 + random.nextInt(40);
        Packing packing = new Packing(length, 100, length / 2, 75);
        int[] ids = random.ints(packing.rows(), 0, 512).toArray();
        AttentionShape shape = new AttentionShape(8, 8, 16, 0.25f);
        Rotary rotary = Rotary.of(16, 10_000);
        try (Pass pass = device.trainingPass()) {
            Result rows = pass.gather(table, ids, 1);
            Result normed = pass.norm(rows.output(), RmsNorm.of(norm, 1e-5f));
            Result q = pass.linear(normed.output(), projection);
            Result k = pass.linear(normed.output(), projection);
            Result rotatedQ = pass.rotary(q.output(), rotary, packing.positions());
            Result rotatedK = pass.rotary(k.output(), rotary, packing.positions());
            AttentionResult attention =
                    pass.attention(rotatedQ.output(), rotatedK.output(), normed.output(), shape, packing);
            Loss loss = pass.loss(attention.output(), Head.of(Linear.of(table)), Targets.of(ids));
            AttentionResult.Gradients gradients = attention.backward(loss.backward(1.0 / loss.count()));
            Tensor gradient = q.backward(rotatedQ.backward(gradients.queries()));
            pass.add(gradient, k.backward(rotatedK.backward(gradients.keys())));
            pass.add(gradient, gradients.values());
            rows.backward(normed.backward(gradient));
            closed.add(pass);
        }
        adamW.step(1e-3, 1);
    }
}
