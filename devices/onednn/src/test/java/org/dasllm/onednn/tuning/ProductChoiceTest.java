package org.dasllm.onednn.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductChoiceTest {
    private static final Machine MACHINE = new Machine("a processor; a library");
    private static final ProductChoice MEASURED = new ProductChoice(ProductType.BFLOAT16, "measured");

    @TempDir
    private Path folder;

    private static ProductChoice of(String wanted) {
        return ProductChoice.of(wanted, true, () -> {
            throw new AssertionError("measured without need");
        });
    }

    private static Supplier<ProductRates> rates(double bfloat16, double float32) {
        return () -> new ProductRates(bfloat16, float32);
    }

    private ProductChoice measured(Path place, Supplier<ProductRates> rates) {
        return ProductChoice.measured(Optional.of(place), MACHINE, rates);
    }

    private static ProductRates never() {
        throw new AssertionError("measured again");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "auto"})
    void isMeasuredWhereTheEnvironmentLeavesItOpen(String wanted) {
        assertThat(ProductChoice.of(wanted, true, () -> MEASURED)).isEqualTo(MEASURED);
    }

    @Test
    void isWhatTheEnvironmentSays() {
        assertThat(of("bfloat16").type()).isEqualTo(ProductType.BFLOAT16);
        assertThat(of("float32").type()).isEqualTo(ProductType.FLOAT32);
        assertThat(of("float32").reason()).contains("DASLLM_PRODUCTS");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"auto", "bfloat16", "float32"})
    void isFloat32WhereTheProcessorDoesNotMultiplyBfloat16(String wanted) {
        ProductChoice choice = ProductChoice.of(wanted, false, () -> MEASURED);
        assertThat(choice.type()).isEqualTo(ProductType.FLOAT32);
        assertThat(choice.reason()).isEqualTo("the processor does not multiply bfloat16");
    }

    @Test
    void isWhatAFileThatTheEnvironmentNamesSays() throws IOException {
        Path file = folder.resolve("kept.properties");
        new KeptMeasurement(ProductType.FLOAT32, new ProductRates(158, 300)).write(file, MACHINE.line());
        ProductChoice choice = of(file.toString());
        assertThat(choice.type()).isEqualTo(ProductType.FLOAT32);
        assertThat(choice.reason()).contains("bfloat16 158, float32 300", file.toString(), "DASLLM_PRODUCTS");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesAnythingElse(boolean multiplies) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProductChoice.of("float16", multiplies, () -> MEASURED))
                .withMessage("DASLLM_PRODUCTS=float16 is neither auto, bfloat16 or float32 nor a file that is there");
    }

    @Test
    void refusesAFileThatIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("other.properties"), "a=b\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(file.toString()))
                .withMessage("DASLLM_PRODUCTS=" + file + " names no file of measured rates: "
                        + "it has no line products=bfloat16 or products=float32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(folder.toString()))
                .withMessageStartingWith("DASLLM_PRODUCTS=" + folder + " names no file of measured rates: ");
    }

    @Test
    void isMeasuredOnceAndKept() {
        Path place = folder.resolve("cache").resolve("dasllm");
        Path file = place.resolve(MACHINE.fileName());
        ProductChoice first = measured(place, rates(158, 300));
        assertThat(first.type()).isEqualTo(ProductType.FLOAT32);
        assertThat(first.reason()).isEqualTo("bfloat16 158, float32 300 GFLOP/s a thread; kept in " + file);
        assertThat(measured(place, ProductChoiceTest::never)).isEqualTo(first);
        ProductChoice another = ProductChoice.measured(
                Optional.of(place), new Machine("another processor; a library"), rates(300, 158));
        assertThat(another.type()).isEqualTo(ProductType.BFLOAT16);
        assertThat(measured(place, ProductChoiceTest::never)).isEqualTo(first);
    }

    @Test
    void aDamagedFileIsMeasuredAgain() throws IOException {
        Path file = Files.writeString(folder.resolve(MACHINE.fileName()), "products=flo");
        assertThat(measured(folder, rates(100, 50)).type()).isEqualTo(ProductType.BFLOAT16);
        assertThat(KeptMeasurement.read(file).rates()).isEqualTo(new ProductRates(100, 50));
    }

    /** A file where a folder should be keeps out whoever runs the tests. */
    @Test
    void aFolderThatCannotBeWrittenIsNoError() throws IOException {
        Path place = Files.writeString(folder.resolve("file"), "").resolve("dasllm");
        ProductChoice choice = measured(place, rates(158, 300));
        assertThat(choice.type()).isEqualTo(ProductType.FLOAT32);
        assertThat(choice.reason())
                .endsWith("not kept, as " + place.resolve(MACHINE.fileName()) + " cannot be written");
    }

    /** What stands where the file should is left as it is, and nothing is left beside it. */
    @Test
    void aPlaceThatIsTakenIsNoError() throws IOException {
        Path taken = Files.createDirectories(folder.resolve(MACHINE.fileName()).resolve("in"));
        assertThat(measured(folder, rates(158, 300)).reason()).contains("not kept");
        assertThat(taken).exists();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve(MACHINE.fileName()));
        }
    }

    @Test
    void nothingIsKeptWithoutAHome() {
        ProductChoice choice = ProductChoice.measured(Optional.empty(), MACHINE, rates(158, 300));
        assertThat(choice.type()).isEqualTo(ProductType.FLOAT32);
        assertThat(choice.reason()).endsWith("not kept, as the user has no home");
    }

    @Test
    void theFolderIsTheUsersCache() {
        Path cache = folder.resolve("cache");
        Path home = folder.resolve("home");
        assertThat(ProductChoice.folder(cache.toString(), home.toString())).contains(cache.resolve("dasllm"));
        Path usual = home.resolve(".cache").resolve("dasllm");
        assertThat(ProductChoice.folder(null, home.toString())).contains(usual);
        assertThat(ProductChoice.folder("", home.toString())).contains(usual);
        assertThat(ProductChoice.folder("beside", home.toString())).contains(usual);
        // As Java says it of a user without one.
        assertThat(ProductChoice.folder(null, "?")).isEmpty();
    }
}
