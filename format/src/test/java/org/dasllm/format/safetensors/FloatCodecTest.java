package org.dasllm.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatCodecTest {
    @Test
    void bfloat16RoundsToNearestTiesToEven() {
        assertThat(FloatCodec.toBfloat16(1f)).isEqualTo((short) 0x3f80);
        assertThat(FloatCodec.toBfloat16(Float.intBitsToFloat(0x3f80_8000))).isEqualTo((short) 0x3f80);
        assertThat(FloatCodec.toBfloat16(Float.intBitsToFloat(0x3f81_8000))).isEqualTo((short) 0x3f82);
        assertThat(FloatCodec.toBfloat16(Float.intBitsToFloat(0x3f80_8001))).isEqualTo((short) 0x3f81);
        assertThat(FloatCodec.toBfloat16(-0f)).isEqualTo((short) 0x8000);
        assertThat(FloatCodec.toBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(FloatCodec.toBfloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
        assertThat(FloatCodec.fromBfloat16(FloatCodec.toBfloat16(Float.intBitsToFloat(0x7f80_0001))))
                .isNaN();
    }

    @Test
    void float16HasKnownValues() {
        assertThat(FloatCodec.toFloat16(1f)).isEqualTo((short) 0x3c00);
        assertThat(FloatCodec.toFloat16(-2f)).isEqualTo((short) 0xc000);
        assertThat(FloatCodec.toFloat16(65504f)).isEqualTo((short) 0x7bff);
        assertThat(FloatCodec.toFloat16(65519.996f)).isEqualTo((short) 0x7bff);
        assertThat(FloatCodec.toFloat16(65520f)).isEqualTo((short) 0x7c00);
        assertThat(FloatCodec.toFloat16(1e9f)).isEqualTo((short) 0x7c00);
        assertThat(FloatCodec.toFloat16(0x1p-24f)).isEqualTo((short) 1);
        assertThat(FloatCodec.toFloat16(0x1p-25f)).isEqualTo((short) 0);
        assertThat(FloatCodec.toFloat16(-0x1.8p-24f)).isEqualTo((short) 0x8002);
        assertThat(FloatCodec.toFloat16(0x1.fffp-15f)).isEqualTo((short) 0x0400);
        assertThat(FloatCodec.fromFloat16(FloatCodec.toFloat16(Float.NaN))).isNaN();
    }

    @Test
    void everyFloat16ComesBackUnchanged() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = FloatCodec.fromFloat16((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(FloatCodec.toFloat16(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void float16IsTheNearestOfItsNeighbours() {
        Random random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 25));
            short half = FloatCodec.toFloat16(Math.abs(value));
            float nearest = FloatCodec.fromFloat16(half);
            if (Float.isInfinite(nearest) || nearest == 0) {
                continue;
            }
            double error = Math.abs(nearest - (double) Math.abs(value));
            float below = FloatCodec.fromFloat16((short) (half - 1));
            assertThat(error).isLessThanOrEqualTo(Math.abs(below - (double) Math.abs(value)));
            float above = FloatCodec.fromFloat16((short) (half + 1));
            assertThat(error).isLessThanOrEqualTo(Math.abs(above - (double) Math.abs(value)));
        }
    }
}
