package org.dasllm.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OneDnnDeviceTest {
    private static final AttentionShape SHAPE = new AttentionShape(4, 2, 16, 0.25f);

    @Test
    void isFoundAndAvailableHere() {
        assertThat(Devices.all()).anyMatch(provider -> provider instanceof OneDnnProvider);
        assertThat(new OneDnnProvider().unavailable()).isEmpty();
        assertThat(new OneDnnProvider().preference()).isPositive();
        try (Device device = new OneDnnProvider().open(2)) {
            assertThat(device.name()).isEqualTo("onednn");
            assertThat(device.description()).startsWith("oneDNN 3.").contains("2 threads");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new OneDnnProvider().open(0));
    }

    /** The build's runs say in which type; a processor without products of bfloat16 has no choice. */
    @Test
    void multipliesInTheTypeThatTheEnvironmentSays() {
        String said = System.getenv("DASLLM_PRODUCTS");
        assertThat(said).isIn("bfloat16", "float32");
        boolean wide = said.equals("float32") || !OneDnnLibrary.multipliesBfloat16();
        try (Device device = new OneDnnProvider().open(1, Precision.BFLOAT16);
                Device blocks = new OneDnnProvider().open(1, Precision.Q8_0)) {
            assertThat(device.description().contains(", bfloat16 multiplied in float32, "))
                    .isEqualTo(wide);
            assertThat(blocks.description().contains(", q8_0 widened to float32, "))
                    .isEqualTo(wide);
        }
        assertThat(new OneDnnProvider().notes())
                .singleElement(STRING)
                .contains(wide ? "in float32 (" : "in bfloat16 (");
    }

    /** A small model's step: gathered rows, attention, a trainable layer, the loss, and the backward pass. */
    private static final class Model {
        private final Device device;
        private final List<Parameter> parameters = new ArrayList<>();
        private final AdamW adamW;

        Model(Device device) {
            this.device = device;
            parameters.add(device.parameter(HostMatrix.of(50, 64, Plain.random(1, 50 * 64)), true));
            parameters.add(device.parameter(HostMatrix.of(128, 64, Plain.random(2, 128 * 64)), true));
            parameters.add(device.parameter(HostMatrix.of(1, 64, Plain.random(3, 64)), true));
            parameters.add(device.parameter(HostMatrix.of(32, 64, Plain.random(4, 32 * 64)), true));
            adamW = device.adamW(parameters, AdamW.Settings.DEFAULTS);
        }

        double step(int rows) {
            int[] ids = new int[rows];
            for (int i = 0; i < rows; i++) {
                ids[i] = i * 31 % 50;
            }
            Linear key = Linear.of(parameters.get(3));
            try (Pass pass = device.trainingPass()) {
                Result x = pass.gather(parameters.get(0), ids, 1f);
                Result n = pass.norm(x.output(), RmsNorm.of(parameters.get(2), 1e-5f));
                Result k = pass.linear(n.output(), key);
                var a = pass.attention(
                        n.output(), k.output(), k.output(), SHAPE, new Packing(rows / 2, rows - rows / 2));
                Loss loss = pass.loss(a.output(), Head.of(Linear.of(parameters.get(1))), Targets.of(ids));
                var d = a.backward(loss.backward(1.0 / rows));
                Tensor dk = d.keys();
                pass.add(dk, d.values());
                Tensor dn = k.backward(dk);
                pass.add(dn, d.queries());
                x.backward(n.backward(dn));
                adamW.step(0.001, 1 / Math.max(1, adamW.gradientNorm()));
                return loss.sum() / rows;
            }
        }

        List<float[]> values() {
            return parameters.stream().map(Parameter::read).toList();
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        List<List<float[]>> results = new ArrayList<>();
        for (int threads : new int[] {1, 2, 5}) {
            try (Device device = new OneDnnProvider().open(threads)) {
                Model model = new Model(device);
                for (int step = 0; step < 5; step++) {
                    model.step(600 + step);
                }
                results.add(model.values());
            }
        }
        for (List<float[]> other : results.subList(1, results.size())) {
            for (int i = 0; i < other.size(); i++) {
                assertThat(other.get(i)).isEqualTo(results.get(0).get(i));
            }
        }
    }

    @Test
    void aModelLearns() {
        try (Device device = new OneDnnProvider().open(2)) {
            Model model = new Model(device);
            double first = model.step(300);
            double last = first;
            for (int step = 0; step < 50; step++) {
                last = model.step(300);
            }
            assertThat(last).isLessThan(0.8 * first);
        }
    }

    @Test
    void twoHundredPassesDoNotGrowTheMemory() {
        try (OneDnnDevice device = new OneDnnDevice(2)) {
            Model model = new Model(device);
            for (int step = 0; step < 20; step++) {
                model.step(400 + step * 10 % 200);
            }
            long held = device.memoryBytes();
            long process = Pointer.physicalBytes();
            for (int step = 0; step < 200; step++) {
                model.step(400 + step * 10 % 200);
            }
            // A worker makes its scratch (64 KiB) when a tile of that kind first falls to it, which may be in any pass;
            // one
            // pass kept would be 4 MB, two hundred 800.
            assertThat(device.memoryBytes() - held).isLessThan(1L << 20);
            // The Java heap is part of the process and may still grow, by 250 MB once; the passes' own 200 x 4 MB would
            // show.
            assertThat(Pointer.physicalBytes() - process).isLessThan(500L << 20);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void closedParametersGiveTheirMemoryBack(Precision precision) {
        try (OneDnnDevice device = new OneDnnDevice(2, precision)) {
            parameters(device).forEach(Parameter::close);
            long held = device.memoryBytes();
            for (int round = 0; round < 5; round++) {
                parameters(device).forEach(Parameter::close);
                assertThat(device.memoryBytes()).isEqualTo(held);
            }
        }
    }

    /** One of its own block, and many that share one. */
    private static List<Parameter> parameters(OneDnnDevice device) {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(device.parameter(HostMatrix.of(9_000, 1024, new float[9_000 * 1024]), true));
        parameters.add(device.quantise(HostMatrix.of(64, 64, new float[64 * 64])));
        for (int i = 0; i < 50; i++) {
            parameters.add(device.parameter(HostMatrix.of(64, 64, new float[64 * 64]), i % 2 == 0));
            parameters.add(device.parameter(HostMatrix.of(1, 64, new float[64]), false));
        }
        return parameters;
    }

    @Test
    void aSharedBlockStaysWhileOneOfItsParametersIsOpen() {
        try (OneDnnDevice device = new OneDnnDevice(2)) {
            Parameter kept = device.parameter(HostMatrix.of(1, 3, new float[] {1, 2, 3}), false);
            for (int i = 0; i < 100; i++) {
                device.parameter(HostMatrix.of(64, 64, Plain.random(i, 64 * 64)), true)
                        .close();
            }
            assertThat(kept.read()).containsExactly(1, 2, 3);
            kept.close();
            assertThat(device.parameter(HostMatrix.of(1, 3, new float[3]), true).readGradient())
                    .containsOnly(0);
        }
    }

    @Test
    void aClosedDeviceRefusesToWork() {
        OneDnnDevice device = new OneDnnDevice(2);
        Parameter parameter = device.parameter(HostMatrix.of(1, 2, new float[] {1, 2}), true);
        Pass pass = device.trainingPass();
        Tensor tensor = pass.upload(1, 2, new float[2]);
        device.close();
        device.close();
        assertThat(device.memoryBytes()).isZero();
        assertThatIllegalStateException().isThrownBy(parameter::read);
        assertThatIllegalStateException().isThrownBy(() -> pass.download(tensor));
        assertThatIllegalStateException().isThrownBy(device::inferencePass);
        pass.close();
    }

    @Test
    void whatBelongsToAnotherIsRefused() {
        try (Device one = new OneDnnProvider().open(1);
                Device other = new OneDnnProvider().open(1);
                Pass pass = one.trainingPass();
                Pass second = one.trainingPass()) {
            Parameter foreign = other.parameter(HostMatrix.of(1, 2, new float[2]), false);
            Tensor x = pass.upload(1, 2, new float[2]);
            assertThatIllegalArgumentException().isThrownBy(() -> pass.norm(x, RmsNorm.of(foreign, 1e-5f)));
            assertThatIllegalArgumentException().isThrownBy(() -> second.download(x));
        }
    }
}
