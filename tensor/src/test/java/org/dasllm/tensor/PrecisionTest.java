package org.dasllm.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrecisionTest {
    @Test
    void float32KeepsWhatItIsGiven() {
        assertThat(Precision.FLOAT32.rounded((float) Math.sqrt(56))).isEqualTo((float) Math.sqrt(56));
    }

    @Test
    void bfloat16TakesTheNearestOfSevenBitsAndOfTwoTheEvenOne() {
        assertThat(Precision.BFLOAT16.rounded((float) Math.sqrt(56))).isEqualTo(7.46875f);
        assertThat(Precision.BFLOAT16.rounded((float) Math.sqrt(3072))).isEqualTo(55.5f);
        assertThat(Precision.BFLOAT16.rounded(-1 - 1 / 256f)).isEqualTo(-1f);
        assertThat(Precision.BFLOAT16.rounded(1 + 3 / 256f)).isEqualTo(1 + 4 / 256f);
        assertThat(Precision.BFLOAT16.rounded(Float.MAX_VALUE)).isInfinite();
        assertThat(Precision.BFLOAT16.rounded(Float.NaN)).isNaN();
    }
}
