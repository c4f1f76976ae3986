package org.dasllm.onednn.tuning;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.jspecify.annotations.Nullable;

/**
 * In which type many rows are multiplied with weights in bfloat16 or in blocks: as the environment says, else in the one that is
 * the faster here. Weights are kept in the same type either way.
 *
 * @param reason who says so, or what was measured and where it is kept
 */
public record ProductChoice(ProductType type, String reason) {
    static final String VARIABLE = "DASLLM_PRODUCTS";

    private static final String AUTO = "auto";

    private static @Nullable ProductChoice current;

    /**
     * That of this process, all of whose devices multiply in one type. It is measured where nothing says it yet.
     *
     * @throws IllegalArgumentException if the environment's variable is neither a type nor a file with one
     */
    public static synchronized ProductChoice current() {
        if (current == null) {
            OneDnnLibrary.load();
            Optional<Path> folder = folder(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home", ""));
            current = of(
                    System.getenv(VARIABLE),
                    OneDnnLibrary.multipliesBfloat16(),
                    () -> measured(folder, Machine.current(), ProductRates::measure));
        }
        return current;
    }

    /**
     * The choice by the variable.
     *
     * @param wanted what it says; null where it is not set
     * @param multiplies whether the processor multiplies bfloat16
     */
    static ProductChoice of(@Nullable String wanted, boolean multiplies, Supplier<ProductChoice> measured) {
        String text = wanted == null || wanted.isEmpty() ? AUTO : wanted;
        Optional<ProductChoice> said = text.equals(AUTO) ? Optional.empty() : Optional.of(said(text));
        return multiplies
                ? said.orElseGet(measured)
                : new ProductChoice(ProductType.FLOAT32, "the processor does not multiply bfloat16");
    }

    private static ProductChoice said(String wanted) {
        Optional<ProductType> type = ProductType.of(wanted);
        if (type.isPresent()) {
            return new ProductChoice(type.get(), VARIABLE + " says so");
        }
        try {
            KeptMeasurement kept = KeptMeasurement.read(Path.of(wanted));
            return new ProductChoice(kept.type(), kept.rates() + "; " + VARIABLE + " names " + wanted);
        } catch (InvalidPathException | NoSuchFileException none) {
            throw new IllegalArgumentException(
                    VARIABLE + "=" + wanted + " is neither auto, bfloat16 or float32 nor a file that is there", none);
        } catch (IOException unusable) {
            String why = unusable instanceof FileSystemException ? "it cannot be read" : unusable.getMessage();
            throw new IllegalArgumentException(
                    VARIABLE + "=" + wanted + " names no file of measured rates: " + why, unusable);
        }
    }

    /** The user's folder for what can be made again; empty where there is no home. */
    static Optional<Path> folder(@Nullable String cache, String home) {
        if (cache != null && Path.of(cache).isAbsolute()) {
            return Optional.of(Path.of(cache, "dasllm"));
        }
        return Path.of(home).isAbsolute() ? Optional.of(Path.of(home, ".cache", "dasllm")) : Optional.empty();
    }

    /** What is kept in a folder of this machine; measured, and kept there, if nothing is that can be read. */
    static ProductChoice measured(Optional<Path> folder, Machine machine, Supplier<ProductRates> measurement) {
        Optional<Path> file = folder.map(place -> place.resolve(machine.fileName()));
        if (file.isPresent()) {
            try {
                return measured(KeptMeasurement.read(file.get()), "kept in " + file.get());
            } catch (IOException absent) {
                // Or damaged, which is no loss either.
            }
        }
        ProductRates rates = measurement.get();
        KeptMeasurement measured = new KeptMeasurement(rates.faster(), rates);
        if (file.isEmpty()) {
            return measured(measured, "not kept, as the user has no home");
        }
        try {
            measured.write(file.get(), machine.line());
            return measured(measured, "kept in " + file.get());
        } catch (IOException refused) {
            return measured(measured, "not kept, as " + file.get() + " cannot be written");
        }
    }

    private static ProductChoice measured(KeptMeasurement measured, String where) {
        return new ProductChoice(measured.type(), measured.rates() + "; " + where);
    }
}
