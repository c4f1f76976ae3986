package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.trainer.EveryDevice;
import org.dasllm.trainer.Fixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Beside TRL's generalized_jsd_loss and its gradient by the student's logits; heads are unit matrices here. */
class DistillationLossTest {
    private static final double CLOSE = 1e-6;
    private static final double GRADIENT_CLOSE = 1e-5;

    static List<String> devices() {
        return EveryDevice.names();
    }

    /** What one case gives on a device, beside what it should be. */
    private static void check(
            Device device, SafetensorsFile tensors, JsonNode facts, JsonNode test, TeacherMaker maker, double divisor) {
        String inputs = test.path("inputs").asText();
        int[] labels = Fixture.ints(facts.path("inputs").path(inputs).path("labels"));
        float[] logits = tensors.floats(inputs + ".student_logits");
        int vocabulary = logits.length / labels.length;
        try (Pass pass = device.trainingPass()) {
            Tensor student = pass.upload(labels.length, vocabulary, logits);
            Distillation distillation = new Distillation(
                    1, test.path("beta").asDouble(), test.path("temperature").asDouble(), maker.teacher(pass, inputs));
            Loss loss = pass.loss(student, unitHead(device, vocabulary), new Targets(labels, distillation));
            double expected = test.path("loss").asDouble();
            assertThat(Math.abs(loss.sum() / divisor - expected) / Math.max(1, Math.abs(expected)))
                    .as("%s", test)
                    .isLessThan(CLOSE);
            float[] gradient = pass.download(loss.backward(1 / divisor));
            assertThat(Fixture.relativeL2(
                            gradient, tensors.floats(test.path("gradient").asText())))
                    .as("gradient of %s", test)
                    .isLessThan(GRADIENT_CLOSE);
        }
    }

    private interface TeacherMaker {
        Distillation.Teacher teacher(Pass pass, String inputs);
    }

    private static Head unitHead(Device device, int vocabulary) {
        float[] unit = new float[vocabulary * vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            unit[i * vocabulary + i] = 1;
        }
        return Head.of(Linear.of(device.parameter(HostMatrix.of(vocabulary, vocabulary, unit), false)));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aTeacherOnTheDeviceGivesTrlsLosses(String name) {
        JsonNode facts = Fixture.json("distillation/distillation.json");
        try (Device device = EveryDevice.open(name);
                SafetensorsFile tensors = Fixture.tensors("distillation/distillation.safetensors")) {
            for (JsonNode test : facts.path("dense")) {
                check(
                        device,
                        tensors,
                        facts,
                        test,
                        (pass, inputs) -> {
                            float[] logits = tensors.floats(inputs + ".teacher_logits");
                            int rows = facts.path("inputs")
                                    .path(inputs)
                                    .path("labels")
                                    .size();
                            int vocabulary = logits.length / rows;
                            return new Distillation.LocalTeacher(
                                    pass.upload(rows, vocabulary, logits), unitHead(device, vocabulary));
                        },
                        test.path("divisor").asDouble());
            }
        }
        assertThat(facts.path("dense").size()).isEqualTo(18);
    }

    /** Cases whose remaining tokens are one more event; with as many tokens as the vocabulary they are the dense ones. */
    @ParameterizedTest
    @MethodSource("devices")
    void aRecordedTeacherGivesTheLossesOfTheEventsItTells(String name) {
        JsonNode facts = Fixture.json("distillation/distillation.json");
        int checked = 0;
        int whole = 0;
        try (Device device = EveryDevice.open(name);
                SafetensorsFile tensors = Fixture.tensors("distillation/distillation.safetensors")) {
            for (JsonNode test : facts.path("top_k")) {
                if (!test.path("tail").asBoolean()) {
                    continue;
                }
                int k = test.path("k").asInt();
                check(
                        device,
                        tensors,
                        facts,
                        test,
                        (pass, inputs) -> {
                            float[] logProbabilities = tensors.floats(inputs + ".top" + k + ".log_probabilities");
                            for (int i = 0; i < logProbabilities.length; i++) {
                                logProbabilities[i] = Math.min(0, logProbabilities[i]);
                            }
                            return new Distillation.RecordedTeacher(
                                    k, ids(tensors, inputs + ".top" + k + ".ids"), logProbabilities);
                        },
                        facts.path("inputs")
                                .path(test.path("inputs").asText())
                                .path("rows")
                                .asDouble());
                checked++;
                whole += k == 37 ? 1 : 0;
            }
        }
        assertThat(checked).isEqualTo(32);
        assertThat(whole).isPositive();
    }

    private static int[] ids(SafetensorsFile tensors, String name) {
        IntBuffer stored = tensors.data(name).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        int[] ids = new int[stored.remaining()];
        stored.get(ids);
        return ids;
    }
}
