package org.dasllm.onednn.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptMeasurementTest {
    private static final KeptMeasurement KEPT =
            new KeptMeasurement(ProductType.FLOAT32, new ProductRates(158.25, 300.5));

    @TempDir
    private Path folder;

    @Test
    void isReadAsItWasWritten() throws IOException {
        Path file = folder.resolve("new").resolve("products.properties");
        KEPT.write(file, "a processor; a library");
        assertThat(KeptMeasurement.read(file)).isEqualTo(KEPT);
        try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void saysToAPersonWhatItIsAndHowToOverrideIt() throws IOException {
        Path file = folder.resolve("products.properties");
        KEPT.write(file, "a processor; a library");
        assertThat(Files.readString(file))
                .startsWith("# Das LLM: ")
                .contains("DASLLM_PRODUCTS=bfloat16")
                .endsWith("""
                        products=float32
                        bfloat16_gflops=158.25
                        float32_gflops=300.50
                        measured_on=a processor; a library
                        """);
    }

    @Test
    void aPersonMayChangeWhatItSays() throws IOException {
        Path file = folder.resolve("products.properties");
        KEPT.write(file, "a processor; a library");
        Files.writeString(file, Files.readString(file).replace("products=float32", "products=bfloat16"));
        assertThat(KeptMeasurement.read(file).type()).isEqualTo(ProductType.BFLOAT16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "products=float32",
                "products=float16\nbfloat16_gflops=1\nfloat32_gflops=1",
                "products=float32\nbfloat16_gflops=1\nfloat32_gflops=",
                "products=float32\nbfloat16_gflops=1\nfloat32_gflops=fast",
                "products=float32\nbfloat16_gflops=0\nfloat32_gflops=1",
                "products=float32\nbfloat16_gflops=NaN\nfloat32_gflops=1",
                "products=float32\nbfloat16_gflops=Infinity\nfloat32_gflops=1",
                "products=\\u12"
            })
    void aDamagedFileIsNone(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("products.properties"), text);
        assertThatIOException().isThrownBy(() -> KeptMeasurement.read(file));
    }
}
