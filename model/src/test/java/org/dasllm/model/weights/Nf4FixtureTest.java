package org.dasllm.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.FloatCodec;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Nf4Quantiser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NF4 beside bitsandbytes, whose values tools/reference/nf4.py recorded: bytes, scales and widened values, all equal. */
class Nf4FixtureTest {
    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(Nf4FixtureTest.class.getResource("/reference/nf4"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> matrices() {
        JsonNode facts = Json.readTree(folder().resolve("facts.json"));
        return StreamSupport.stream(facts.path("matrices").properties().spliterator(), false)
                .map(entry -> entry.getKey())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void bytesScalesAndValuesAreThoseOfBitsandbytes(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(folder().resolve("nf4.safetensors"))) {
            DType type = file.info(name + ".weight").dtype();
            long[] shape = file.info(name + ".weight").shape();
            Nf4Matrix quantised = Nf4Quantiser.quantise(new HostMatrix(
                    ElementTypes.of(type).orElseThrow(), (int) shape[0], (int) shape[1], file.data(name + ".weight")));
            assertThat(quantised.scales()).isEqualTo(file.floats(name + ".absmax"));
            ByteBuffer packed = file.data(name + ".packed");
            byte[] bytes = new byte[packed.remaining()];
            packed.get(bytes);
            assertThat(quantised.codes()).isEqualTo(bytes);
            float[] values = new float[(int) (shape[0] * shape[1])];
            for (int i = 0; i < values.length; i++) {
                values[i] = rounded(quantised.value(i), type);
            }
            assertThat(values).isEqualTo(file.floats(name + ".dequantised"));
        }
    }

    /** Bitsandbytes widens to the type that the weight had. */
    private static float rounded(float value, DType type) {
        if (type == DType.BF16) {
            return FloatCodec.fromBfloat16(FloatCodec.toBfloat16(value));
        }
        return type == DType.F16 ? FloatCodec.fromFloat16(FloatCodec.toFloat16(value)) : value;
    }

    @Test
    void theCodesAreThoseOfBitsandbytes() {
        try (SafetensorsFile file = SafetensorsFile.open(folder().resolve("nf4.safetensors"))) {
            float[] codes = file.floats("code");
            assertThat(codes).hasSize(16);
            for (int i = 0; i < 16; i++) {
                assertThat(Nf4Matrix.code(i)).isEqualTo(codes[i]);
            }
        }
    }
}
