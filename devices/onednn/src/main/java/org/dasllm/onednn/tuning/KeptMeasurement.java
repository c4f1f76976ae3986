package org.dasllm.onednn.tuning;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;

/**
 * What was measured, as it is kept in a file of properties.
 *
 * @param type what was chosen by the rates; a file that a person has changed decides as it says
 * @param rates what was measured
 */
record KeptMeasurement(ProductType type, ProductRates rates) {
    private static final String TYPE = "products";
    private static final String BFLOAT16 = "bfloat16_gflops";
    private static final String FLOAT32 = "float32_gflops";

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is not such a file
     */
    static KeptMeasurement read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
        String text = properties.getProperty(TYPE, "");
        ProductType type = ProductType.of(text)
                .orElseThrow(() -> new IOException("it has no line " + TYPE + "=bfloat16 or " + TYPE + "=float32"));
        return new KeptMeasurement(type, new ProductRates(rate(properties, BFLOAT16), rate(properties, FLOAT32)));
    }

    private static double rate(Properties properties, String key) throws IOException {
        try {
            double rate = Double.parseDouble(properties.getProperty(key, ""));
            if (rate > 0 && rate < Double.POSITIVE_INFINITY) {
                return rate;
            }
        } catch (NumberFormatException none) {
            // Refused below as well.
        }
        throw new IOException("it has no line " + key + "= with a rate");
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param machine what it is true of, one line
     */
    void write(Path file, String machine) throws IOException {
        String text = String.format(
                Locale.ROOT,
                """
                # Das LLM: in which type many rows are multiplied with weights in bfloat16 or in blocks, by rates of one thread that were
                # measured once on this machine. Without this file they are measured again. In the environment %s=bfloat16, =float32
                # or =PATH of a file like this one decides instead.
                %s=%s
                %s=%.2f
                %s=%.2f
                measured_on=%s
                """,
                ProductChoice.VARIABLE,
                TYPE,
                type.text(),
                BFLOAT16,
                rates.bfloat16(),
                FLOAT32,
                rates.float32(),
                machine);
        Path folder = file.resolveSibling("");
        Files.createDirectories(folder);
        Path written = Files.createTempFile(folder, "products", ".part");
        try {
            Files.writeString(written, text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
