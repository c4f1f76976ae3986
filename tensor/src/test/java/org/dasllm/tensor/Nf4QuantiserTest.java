package org.dasllm.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What follows from the definition; that it is bitsandbytes' is shown by golden values in the model's tests. */
class Nf4QuantiserTest {
    @Test
    void everyValueBecomesItsBlocksNearestCode() {
        Random random = new Random(3);
        int rows = 7;
        int columns = 31; // 217 values: blocks cross rows, and the last one is short and odd
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, i / 64 - 2));
        }
        Nf4Matrix quantised = Nf4Quantiser.quantise(HostMatrix.of(rows, columns, values));
        assertThat(quantised.scales()).hasSize(4);
        for (int i = 0; i < values.length; i++) {
            float scale = quantised.scales()[i / 64];
            double least = Double.MAX_VALUE;
            for (int code = 0; code < 16; code++) {
                least = Math.min(least, Math.abs(values[i] - Nf4Matrix.code(code) * (double) scale));
            }
            assertThat(Math.abs(values[i] - quantised.value(i)) - least).isLessThan(1e-6 * scale);
        }
    }

    @Test
    void codesAndTheirMidpoints() {
        float[] values = new float[64];
        for (int i = 0; i < 16; i++) {
            values[i] = Nf4Matrix.code(i);
        }
        for (int i = 0; i < 15; i++) {
            values[16 + i] = (Nf4Matrix.code(i) + Nf4Matrix.code(i + 1)) / 2;
            values[32 + i] = Math.nextUp(values[16 + i]);
        }
        Nf4Matrix quantised = Nf4Quantiser.quantise(HostMatrix.of(4, 16, values));
        assertThat(quantised.scales()).containsExactly(1f);
        for (int i = 0; i < 16; i++) {
            assertThat(quantised.value(i)).isEqualTo(Nf4Matrix.code(i));
        }
        for (int i = 0; i < 15; i++) {
            assertThat(quantised.value(16 + i)).isEqualTo(Nf4Matrix.code(i));
            assertThat(quantised.value(32 + i)).isEqualTo(Nf4Matrix.code(i + 1));
        }
    }

    @Test
    void zerosStayZerosAndWhatIsNoNumberIsRefused() {
        Nf4Matrix zeros = Nf4Quantiser.quantise(HostMatrix.of(3, 25, new float[75]));
        for (int i = 0; i < 75; i++) {
            assertThat(zeros.value(i)).isZero();
        }
        assertThat(zeros.scales()).hasSize(2);
        assertThatThrownBy(() -> Nf4Quantiser.quantise(HostMatrix.of(1, 2, new float[] {1, Float.NaN})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Value 1");
        assertThat(Nf4Quantiser.quantise(HostMatrix.of(0, 5, new float[0])).codes())
                .isEmpty();
    }
}
