package org.dasllm.schema;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real public data beside the checkout; a test that needs what is absent skips, and says so. */
public final class SharedData {
    private SharedData() {}

    public static Path folder(String name) {
        Path folder = Path.of(System.getProperty("dasllm.shared", "../shared"), "data", name);
        Assumptions.assumeTrue(Files.isDirectory(folder), () -> "Skipped: ../shared/data/" + name + " is absent");
        return folder;
    }
}
