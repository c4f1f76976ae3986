package org.dasllm.model.llm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;

/** A model's weights by their names in the files that it writes, in float32. */
final class MergedWeights {
    private MergedWeights() {}

    static Map<String, float[]> of(LanguageModel model) {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "merged");
            model.saveFull(folder, DType.F32);
            Map<String, float[]> weights = new LinkedHashMap<>();
            try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
                file.tensors().keySet().forEach(name -> weights.put(name, file.floats(name)));
            }
            return weights;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
