package org.dasllm.onednn.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.onednn.Plain;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
    /** Every upper half, and just below, at and just above the middle between it and the next. */
    @Test
    void roundsToTheNearestAndTiesToEven() {
        int[] lower = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};
        int count = 0x7f80 * lower.length;
        ByteBuffer floats = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer brief = ByteBuffer.allocateDirect(count * Bfloat16.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            floats.putInt(i * Float.BYTES, ((i / lower.length) << 16) | lower[i % lower.length]);
        }
        Bfloat16.narrow(floats, 0, brief, 0, count);
        for (int i = 0; i < count; i++) {
            int upper = i / lower.length;
            int rest = lower[i % lower.length];
            boolean up = rest > 0x8000 || (rest == 0x8000 && (upper & 1) == 1);
            assertThat(brief.getShort(i * Bfloat16.BYTES) & 0xffff).isEqualTo(upper + (up ? 1 : 0));
            assertThat(Bfloat16.narrow(floats.getFloat(i * Float.BYTES))).isEqualTo(brief.getShort(i * Bfloat16.BYTES));
        }
    }

    @Test
    void everyLengthIsWorkedOnToItsEndAndNoFurther() {
        for (int count = 0; count < 40; count++) {
            float[] values = Plain.random(count, count + 1);
            ByteBuffer floats =
                    ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
            floats.asFloatBuffer().put(values);
            ByteBuffer brief =
                    ByteBuffer.allocateDirect(values.length * Bfloat16.BYTES).order(ByteOrder.nativeOrder());
            Bfloat16.narrow(floats, 0, brief, 0, count);
            assertThat(brief.getShort(count * Bfloat16.BYTES)).isZero();
            Bfloat16.widen(brief, 0, floats, 0, count);
            for (int i = 0; i < count; i++) {
                float back = floats.getFloat(i * Float.BYTES);
                assertThat(Math.abs(back - values[i])).isLessThanOrEqualTo(Math.abs(values[i]) / 256);
                assertThat(Float.floatToRawIntBits(back) & 0xffff).isZero();
            }
            assertThat(floats.getFloat(count * Float.BYTES)).isEqualTo(values[count]);
        }
    }

    @Test
    void infinityAndNotANumberStayWhatTheyAre() {
        assertThat(Float.intBitsToFloat(Bfloat16.narrow(Float.NEGATIVE_INFINITY) << 16))
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Float.intBitsToFloat(Bfloat16.narrow(Float.NaN) << 16)).isNaN();
    }
}
