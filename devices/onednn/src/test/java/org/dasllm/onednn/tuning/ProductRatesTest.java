package org.dasllm.onednn.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductRatesTest {
    /** What other programs do to a measurement must not change the choice. */
    @ParameterizedTest
    @CsvSource({
        "158, 300, FLOAT32",
        "100, 125, FLOAT32",
        "100, 124.9, BFLOAT16",
        "100, 100, BFLOAT16",
        "2900, 300, BFLOAT16"
    })
    void float32IsChosenWhereItIsClearlyFaster(double bfloat16, double float32, ProductType chosen) {
        assertThat(new ProductRates(bfloat16, float32).faster()).isEqualTo(chosen);
    }

    @Test
    void bothAreMeasured() {
        OneDnnLibrary.load();
        assumeTrue(OneDnnLibrary.multipliesBfloat16(), "this processor does not multiply bfloat16");
        ProductRates rates = ProductRates.measure();
        assertThat(rates.bfloat16()).isPositive().isFinite();
        assertThat(rates.float32()).isPositive().isFinite();
    }

    @Test
    void saysBoth() {
        assertThat(new ProductRates(158.24, 300)).hasToString("bfloat16 158, float32 300 GFLOP/s a thread");
    }
}
