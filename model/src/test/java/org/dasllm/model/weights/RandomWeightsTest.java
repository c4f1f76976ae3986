package org.dasllm.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.dasllm.model.weights.WeightSpec.Role;
import org.junit.jupiter.api.Test;

class RandomWeightsTest {
    private static double deviation(Role role) {
        float[] values = new RandomWeights(5, 8)
                .read(new WeightSpec("some." + role, 200, 300, role))
                .toFloats();
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
        }
        assertThat(sum / values.length).isCloseTo(0, Offset.offset(3e-4));
        return Math.sqrt(squares / values.length);
    }

    @Test
    void deviationsAreThoseOfTheRoles() {
        assertThat(deviation(Role.EMBEDDING)).isCloseTo(0.02, Offset.offset(2e-4));
        assertThat(deviation(Role.PROJECTION)).isCloseTo(0.02, Offset.offset(2e-4));
        assertThat(deviation(Role.RESIDUAL_PROJECTION)).isCloseTo(0.02 / 4, Offset.offset(5e-5));
        RandomWeights weights = new RandomWeights(5, 8);
        assertThat(weights.read(new WeightSpec("n", 1, 7, WeightSpec.Role.NORM)).toFloats())
                .hasSize(7)
                .containsOnly(1f);
        assertThat(weights.read(new WeightSpec("g", 1, 7, Role.NORM_FROM_ONE)).toFloats())
                .hasSize(7)
                .containsOnly(0f);
        assertThat(weights.read(new WeightSpec("b", 1, 7, Role.BIAS)).toFloats())
                .hasSize(7)
                .containsOnly(0f);
    }

    @Test
    void aTensorsValuesDependOnItsNameAndTheSeed() {
        InitialValues values = new InitialValues(1);
        assertThat(values.normal("a", 50, 1)).isEqualTo(values.normal("a", 50, 1));
        assertThat(values.normal("a", 50, 1)).isNotEqualTo(values.normal("b", 50, 1));
        assertThat(values.normal("a", 50, 1)).isNotEqualTo(new InitialValues(2).normal("a", 50, 1));
        // Pinned: a model that was made from a seed can be made again from it by every later version.
        assertThat(values.normal("a", 2, 1)).containsExactly(-1.9239564f, 0.7872895f);
    }
}
