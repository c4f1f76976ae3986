package org.dasllm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BenchShapeTest {
    /** Parameters as the models' cards tell them, embedding and head counted once. */
    @ParameterizedTest
    @CsvSource({"SMOLLM2_135M, 134515008", "QWEN2_5_0_5B, 494032768", "LLAMA_3_2_1B, 1235814400"})
    void aShapeHasTheParametersOfItsModel(BenchShape shape, long parameters) {
        ModelConfig config = shape.config();
        assertThat(Family.of(config).decoder(config).weights().stream()
                        .mapToLong(weight -> (long) weight.rows() * weight.columns())
                        .sum())
                .isEqualTo(parameters);
        assertThat(shape.label().replaceAll("[-.]", "_")).isEqualTo(shape.name().toLowerCase(Locale.ROOT));
    }
}
