package org.dasllm.onednn.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.Plain;
import org.junit.jupiter.api.Test;

class VectorsTest {
    private static ByteBuffer buffer(float... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        data.asFloatBuffer().put(values);
        return data;
    }

    @Test
    void exponentialIsExactToTwoUnitsInTheLastPlace() {
        float[] lanes = new float[Vectors.LANES];
        for (float x = -86.9f; x < 87.9f; x += 0.0371f) {
            Vectors.exp(FloatVector.broadcast(Vectors.SPECIES, x)).intoArray(lanes, 0);
            double truth = Math.exp(x);
            assertThat(Math.abs(lanes[0] - truth)).as("e^" + x).isLessThanOrEqualTo(2.5e-7 * truth);
        }
        Vectors.exp(FloatVector.broadcast(Vectors.SPECIES, -1e30f)).intoArray(lanes, 0);
        assertThat(lanes[0]).isBetween(0f, 2e-38f);
        Vectors.exp(FloatVector.broadcast(Vectors.SPECIES, 1e30f)).intoArray(lanes, 0);
        assertThat(lanes[0]).isBetween(1e38f, Float.MAX_VALUE);
        Vectors.exp(FloatVector.broadcast(Vectors.SPECIES, Float.NaN)).intoArray(lanes, 0);
        assertThat(lanes[0]).isNaN();
    }

    @Test
    void everyLengthIsWorkedOnToItsEndAndNoFurther() {
        for (int count = 0; count < 70; count++) {
            float[] x = Plain.random(count, count + 1);
            float[] y = Plain.random(count + 100, count + 1);
            ByteBuffer from = buffer(x);
            ByteBuffer to = buffer(y);
            Vectors.addScaled(2f, from, 0, to, 0, count);
            double dot = 0;
            for (int i = 0; i < count; i++) {
                assertThat(to.getFloat(i * Float.BYTES)).isEqualTo(Math.fma(2f, x[i], y[i]));
                dot += (double) x[i] * x[i];
            }
            assertThat(to.getFloat(count * Float.BYTES)).isEqualTo(y[count]);
            assertThat((double) Vectors.dot(from, 0, from, 0, count))
                    .isBetween(dot * (1 - 1e-6) - 1e-9, dot * (1 + 1e-6) + 1e-9);
            Vectors.scale(3f, from, 0, to, 0, count);
            for (int i = 0; i < count; i++) {
                assertThat(to.getFloat(i * Float.BYTES)).isEqualTo(3f * x[i]);
            }
            assertThat(to.getFloat(count * Float.BYTES)).isEqualTo(y[count]);
            Vectors.fill(to, 0, count, 7f);
            assertThat(to.getFloat(count * Float.BYTES)).isEqualTo(y[count]);
        }
    }

    @Test
    void logarithmsAndHyperbolicTangentsAreCloseToTheTruth() {
        float[] lanes = new float[Vectors.LANES];
        for (float x = 1e-30f; x < 1e30f; x *= 1.0173f) {
            Vectors.log(FloatVector.broadcast(Vectors.SPECIES, x)).intoArray(lanes, 0);
            double truth = Math.log(x);
            assertThat(Math.abs(lanes[0] - truth)).as("ln " + x).isLessThanOrEqualTo(2.5e-7 * Math.abs(truth) + 1e-9);
        }
        for (float x = -20; x < 20; x += 0.0037f) {
            Vectors.tanh(FloatVector.broadcast(Vectors.SPECIES, x)).intoArray(lanes, 0);
            double truth = Math.tanh(x);
            assertThat(Math.abs(lanes[0] - truth)).as("tanh " + x).isLessThanOrEqualTo(2.5e-7 * Math.abs(truth));
        }
    }

    @Test
    void sumAddsAllLanes() {
        float[] lanes = new float[Vectors.LANES];
        float expected = 0;
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = i + 1;
            expected += i + 1;
        }
        assertThat(Vectors.sum(FloatVector.fromArray(Vectors.SPECIES, lanes, 0)))
                .isEqualTo(expected);
    }
}
