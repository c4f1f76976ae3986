package org.dasllm.model.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LowRankTest {
    @Test
    void addsTheScaledProduct() {
        float[] weight = {1, 2, 3, 4, 5, 6}; // [2, 3]
        float[] a = {1, 0, 2, 0, 1, 1}; // [2, 3]
        float[] b = {1, 2, 3, 4}; // [2, 2]
        // B·A = [[1, 2, 4], [3, 4, 10]]
        assertThat(LowRank.merge(weight, a, b, 2, 0.5, null)).containsExactly(1.5f, 3, 5, 5.5f, 7, 11);
        assertThat(weight).containsExactly(1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> LowRank.merge(new float[5], a, b, 2, 1, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMagnitudeIsTheLengthOfARow() {
        float[] weight = {1, 2, 3, 4, 5, 6};
        float[] a = {1, 0, 2, 0, 1, 1};
        float[] b = {1, 2, 3, 4};
        // The sum is [[1.5, 3, 5], [5.5, 7, 11]] at scale 0.5, as above.
        float[] norms = {(float) Math.sqrt(2.25 + 9 + 25), (float) Math.sqrt(30.25 + 49 + 121)};
        float[] doubled = {2 * norms[0], norms[1]};
        assertThat(LowRank.merge(weight, a, b, 2, 0.5, doubled))
                .containsExactly(new float[] {3, 6, 10, 5.5f, 7, 11}, Offset.offset(1e-6f));
        assertThat(LowRank.rowNorms(new float[] {3, 4, 0, -2}, 2)).containsExactly(5, 2);
    }
}
