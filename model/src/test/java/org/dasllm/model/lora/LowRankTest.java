package org.dasllm.model.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LowRankTest {
    @Test
    void addsTheScaledProduct() {
        float[] weight = {1, 2, 3, 4, 5, 6}; // [2, 3]
        float[] a = {1, 0, 2, 0, 1, 1}; // [2, 3]
        float[] b = {1, 2, 3, 4}; // [2, 2]
        // B·A = [[1, 2, 4], [3, 4, 10]]
        assertThat(LowRank.merge(weight, a, b, 2, 0.5)).containsExactly(1.5f, 3, 5, 5.5f, 7, 11);
        assertThat(weight).containsExactly(1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> LowRank.merge(new float[5], a, b, 2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
