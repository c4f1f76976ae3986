package org.dasllm.model;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real pretrained models on this machine; a test that needs one that is absent skips, and says so. */
public final class RealModels {
    private RealModels() {}

    /** A model's file, in the folder that the variable REAL_MODELS names, else in the one of ../shared/tools/real-models. */
    public static Path file(String name) {
        String folder = System.getenv("REAL_MODELS");
        Path file = folder == null || folder.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "real-models", name)
                : Path.of(folder, name);
        Assumptions.assumeTrue(
                Files.isRegularFile(file),
                () -> "Skipped: " + name + " is absent; ../shared/tools/real-models brings it");
        return file;
    }
}
