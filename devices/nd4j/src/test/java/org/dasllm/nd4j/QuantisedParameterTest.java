package org.dasllm.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.tensor.Device;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class QuantisedParameterTest {
    @Test
    void isWidenedForAsLongAsAProductTakes() {
        Nf4Matrix matrix = new Nf4Matrix(2, 3, new byte[] {(byte) 0xf0, 0x7e, 0x18}, new float[] {2});
        try (Device device = new Nd4jDeviceProvider().open(1)) {
            Parameter parameter = device.quantised(matrix);
            INDArray widened;
            try (Scratch scratch = new Scratch()) {
                widened = QuantisedParameter.weight(scratch, parameter);
                assertThat(widened.shape()).containsExactly(2, 3);
                assertThat(Operations.toFloats(widened)).containsExactly(matrix.toFloats());
            }
            assertThat(widened.wasClosed()).isTrue();
            assertThat(parameter.read()).startsWith(2, -2, 0);
        }
    }
}
