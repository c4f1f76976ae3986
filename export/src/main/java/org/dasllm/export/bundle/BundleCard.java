package org.dasllm.export.bundle;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.bundle.BundleVerdict;
import org.dasllm.format.task.Task;
import org.dasllm.model.config.ModelConfig;

/**
 * What there is to say of a bundle, for the model card and the bill of materials.
 *
 * @param name the bundle's folder
 * @param task what an answer is; empty where it was not declared
 * @param owner what people say of it
 * @param forced whether it is exported without a passing verdict
 * @param provenance data, configuration, seeds, versions, by name
 */
record BundleCard(
        String name,
        ModelConfig model,
        ExportConfig config,
        Optional<Task> task,
        BundleVerdict verdict,
        OwnerStatements owner,
        boolean forced,
        Map<String, String> provenance) {
    /** Names of facts that the bill of materials has places of its own for. */
    static final String BASE_MODEL = "base model";

    static final String BASE_COMMIT = "base model commit";
    static final String BASE_LICENCE = "base model licence";
    static final String BASE_SHA256 = "base model sha256";
    static final String TRAIN_SHA256 = "train.sha256";
    static final String TEST_SHA256 = "test.sha256";

    BundleCard {
        provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    }

    Optional<String> fact(String name) {
        return Optional.ofNullable(provenance.get(name));
    }
}
