package org.dasllm.export.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.probe.ProbeRecorder;
import org.dasllm.tensor.reference.ReferenceDevice;

/** Records of what a fixture's model makes of three prompts, and files that are not as they were trained. */
final class BundleProbes {
    private static final List<int[]> PROMPTS =
            List.of(new int[] {1, 7, 3}, new int[] {39}, new int[] {4, 4, 8, 2, 30, 11, 25});

    private BundleProbes() {}

    /**
     * Records base and trained model.
     *
     * @param adapter of the trained one; empty for the base once more
     */
    static void write(BundleFixture fixture, Path file, String precision, Optional<Path> adapter) {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel base = LanguageModel.load(device, fixture.base(), Trainable.NOTHING, Optional.empty());
                LanguageModel trained = LanguageModel.load(device, fixture.base(), Trainable.NOTHING, adapter)) {
            List<float[]> before = ProbeRecorder.ofBase(base, PROMPTS);
            List<Probe> probes = new ArrayList<>();
            for (int i = 0; i < PROMPTS.size(); i++) {
                probes.add(ProbeRecorder.probe(trained, "neutral " + (i + 1), PROMPTS.get(i), before.get(i)));
            }
            boolean neutral = file.endsWith(Probes.NEUTRAL_FILE);
            new Probes(
                            Sha256.of(fixture.adapter()),
                            precision,
                            "stored",
                            device.name(),
                            neutral ? Probes.NEUTRAL : "validation",
                            probes)
                    .write(file);
        }
    }

    /** An adapter with other values, in a new folder. */
    static Path changed(Path adapter, Path into, BiConsumer<String, float[]> change) throws IOException {
        Files.createDirectories(into);
        Files.copy(adapter.resolve(AdapterConfig.FILE), into.resolve(AdapterConfig.FILE));
        rewrite(adapter.resolve(AdapterConfig.WEIGHTS_FILE), into.resolve(AdapterConfig.WEIGHTS_FILE), change);
        return into;
    }

    /** A file of tensors with other values. */
    static void rewrite(Path from, Path into, BiConsumer<String, float[]> change) {
        try (SafetensorsFile file = SafetensorsFile.open(from)) {
            List<SafetensorsWriter.Entry> entries = file.tensors().entrySet().stream()
                    .map(entry -> {
                        float[] values = file.floats(entry.getKey());
                        change.accept(entry.getKey(), values);
                        DType type = entry.getValue().dtype();
                        return SafetensorsWriter.floats(
                                entry.getKey(), entry.getValue().shape(), values, type);
                    })
                    .toList();
            SafetensorsWriter.write(into, Map.of("format", "pt"), entries);
        }
    }
}
