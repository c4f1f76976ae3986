package org.dasllm.export.bundle;

import java.nio.file.Path;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.io.Sha256;

/**
 * What is exported, by its hashes.
 *
 * @param base SHA-256 of the base model's folder
 * @param adapter SHA-256 of the adapter's folder, its configuration included
 * @param weights SHA-256 of the adapter's weights alone, by which reports of 0.1.0 name a student
 */
record Student(String base, String adapter, String weights) {
    static Student of(Path base, Path adapter) {
        return new Student(
                Sha256.of(base), Sha256.of(adapter), Sha256.ofFile(adapter.resolve(AdapterConfig.WEIGHTS_FILE)));
    }
}
