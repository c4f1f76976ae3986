package org.dasllm.tensor.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Distillation.LocalTeacher;
import org.dasllm.tensor.Distillation.RecordedTeacher;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.reference.FiniteDifferences.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Distillation: gradients against finite differences, values against numbers worked out by hand. */
class ReferenceDistillationTest {
    private static final int[] TARGETS = {4, Loss.IGNORED, 0, 6, 4, 2};

    private final ReferenceDevice device = new ReferenceDevice();
    private final FiniteDifferences differences = new FiniteDifferences();

    /** Weight, beta, temperature. */
    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(1.0, 0.0, 1.0),
                Arguments.of(1.0, 1.0, 1.0),
                Arguments.of(0.7, 0.0, 2.0),
                Arguments.of(0.7, 0.3, 0.5),
                Arguments.of(0.4, 0.5, 1.0),
                Arguments.of(0.4, 1.0, 3.0));
    }

    private static Evaluation of(Pass pass, Loss loss) {
        Tensor sum = FiniteDifferences.zeros(pass, 1, 1);
        ReferenceDevice.values(sum)[0] = loss.sum();
        return new Evaluation(sum, gradient -> new Tensor[] {loss.backward(ReferenceDevice.values(gradient)[0])});
    }

    @ParameterizedTest
    @MethodSource("settings")
    void fromALocalTeacher(double weight, double beta, double temperature) {
        Head student = new Head(Linear.of(differences.parameter(7, 4)), 2);
        float[] hidden = new FiniteDifferences().parameter(6, 3).read();
        Head teacher = new Head(Linear.of(new FiniteDifferences().parameter(7, 3)), 3);
        differences.input(6, 4).check((pass, inputs) -> {
            LocalTeacher local = new LocalTeacher(pass.upload(6, 3, hidden), teacher);
            Distillation distillation = new Distillation(weight, beta, temperature, local);
            return of(pass, pass.loss(inputs[0], student, new Targets(TARGETS, distillation)));
        });
        assertThat(ReferenceDevice.gradient(teacher.layer().weight())).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void fromARecordedTeacher(double weight, double beta, double temperature) {
        Head student = new Head(Linear.of(differences.parameter(7, 4)), 2);
        int[] tokens = {1, 4, 6, 0, 1, 2, 3, -1, 2, 6, 5, 1, -1, -1, -1, 2, 3, 4};
        float[] logProbabilities = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            logProbabilities[i] = (float) Math.log(0.1 + 0.1 * (i % 3));
        }
        Distillation distillation =
                new Distillation(weight, beta, temperature, new RecordedTeacher(3, tokens, logProbabilities));
        differences
                .input(6, 4)
                .check((pass, inputs) -> of(pass, pass.loss(inputs[0], student, new Targets(TARGETS, distillation))));
    }

    /** A student of one hidden column, whose logits are the logarithms of the given numbers. */
    private Head head(double... exponentials) {
        float[] weight = new float[exponentials.length];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) Math.log(exponentials[i]);
        }
        return Head.of(Linear.of(device.parameter(HostMatrix.of(weight.length, 1, weight), false)));
    }

    private double loss(Head student, int token, double weight, double beta, double temperature, RecordedTeacher from) {
        Distillation distillation = new Distillation(weight, beta, temperature, from);
        return loss(student, new Targets(new int[] {token}, distillation));
    }

    private double loss(Head student, Targets targets) {
        try (Pass pass = device.inferencePass()) {
            return pass.loss(pass.upload(1, 1, new float[] {1}), student, targets)
                    .sum();
        }
    }

    private static RecordedTeacher record(int[] tokens, double... probabilities) {
        float[] logarithms = new float[probabilities.length];
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = (float) Math.log(probabilities[i]);
        }
        return new RecordedTeacher(tokens.length, tokens, logarithms);
    }

    @Test
    void theDivergencesOfTwoCoins() {
        Head student = head(3, 1);
        RecordedTeacher teacher = record(new int[] {1, 0}, 0.5, 0.5);
        // S = (3/4, 1/4), T = (1/2, 1/2), and with beta 1/2 M = (5/8, 3/8).
        double forward = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
        double reverse = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);
        double toMiddle = 0.5 * (0.5 * Math.log(0.5 / 0.625) + 0.5 * Math.log(0.5 / 0.375))
                + 0.5 * (0.75 * Math.log(0.75 / 0.625) + 0.25 * Math.log(0.25 / 0.375));
        assertThat(loss(student, 0, 1, 0, 1, teacher)).isCloseTo(forward, within(1e-6));
        assertThat(loss(student, 0, 1, 1, 1, teacher)).isCloseTo(reverse, within(1e-6));
        assertThat(loss(student, 0, 1, 0.5, 1, teacher)).isCloseTo(toMiddle, within(1e-6));
        assertThat(loss(student, 0, 0.25, 0, 1, teacher))
                .isCloseTo(0.75 * Math.log(4 / 3.0) + 0.25 * forward, within(1e-6));
    }

    @Test
    void theTemperatureFlattensStudentAndTeacher() {
        // At temperature 2 the odds 9 : 1 become 3 : 1, and 4 : 1 become 2 : 1.
        double forward = 2 / 3.0 * Math.log(2 / 3.0 / 0.75) + 1 / 3.0 * Math.log(1 / 3.0 / 0.25);
        assertThat(loss(head(9, 1), 0, 1, 0, 2, record(new int[] {0, 1}, 0.8, 0.2)))
                .isCloseTo(forward, within(1e-6));
    }

    @Test
    void tokensWithoutARecordAreOneEvent() {
        Head student = head(4, 1, 2, 1);
        // The events are token 0 and the three others: S = (1/2, 1/2), T = (1/4, 3/4).
        double forward = 0.25 * Math.log(0.25 / 0.5) + 0.75 * Math.log(0.75 / 0.5);
        assertThat(loss(student, 0, 1, 0, 1, record(new int[] {0}, 0.25))).isCloseTo(forward, within(1e-6));
        // They are what the temperature acts on: at 1/2 T = (1/10, 9/10), and S is even as before.
        double sharper = 0.1 * Math.log(0.1 / 0.5) + 0.9 * Math.log(0.9 / 0.5);
        assertThat(loss(student, 0, 1, 0, 0.5, record(new int[] {0}, 0.25))).isCloseTo(sharper, within(1e-6));
        assertThat(loss(student, 0, 1, 0.5, 7, record(new int[] {2, 0}, 0.25, 0.5)))
                .as("a student that agrees with the record")
                .isCloseTo(0, within(1e-6));
    }

    @Test
    void aRecordThatLeavesNothingToTheOthersStaysFinite() {
        double reverse = loss(head(4, 1, 2, 1), 0, 1, 1, 1, record(new int[] {0}, 1));
        // The tail has 2^-20: ½ ln(½) + ½ ln(½ / 2^-20).
        assertThat(reverse).isCloseTo(Math.log(0.5) + 10 * Math.log(2), within(1e-5));
    }

    @Test
    void theWholeVocabularyRecordedIsTheLocalTeacher() {
        Head student = head(4, 1, 2, 1);
        Head teacher = head(1, 5, 1, 3);
        for (double beta : new double[] {0, 0.3, 1}) {
            for (double temperature : new double[] {0.5, 1, 4}) {
                double recorded =
                        loss(student, 3, 0.6, beta, temperature, record(new int[] {3, 1, 0, 2}, 0.3, 0.5, 0.1, 0.1));
                try (Pass pass = device.inferencePass()) {
                    Tensor one = pass.upload(1, 1, new float[] {1});
                    Distillation local = new Distillation(0.6, beta, temperature, new LocalTeacher(one, teacher));
                    assertThat(pass.loss(one, student, new Targets(new int[] {3}, local))
                                    .sum())
                            .isCloseTo(recorded, within(1e-6));
                }
            }
        }
    }
}
