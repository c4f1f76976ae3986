package org.dasllm.export.bundle;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.reference.ReferenceDevice;

/** A small base model, an adapter whose A and B are both non-zero, and reports. */
record BundleFixture(Path dir) {
    static final int VOCABULARY = 40;

    static BundleFixture in(Path dir, boolean tied, DType baseType) {
        return in(dir, tied, baseType, Set.of("q_proj", "v_proj", "o_proj", "down_proj"));
    }

    static BundleFixture in(Path dir, boolean tied, DType baseType, Set<String> targets) {
        BundleFixture fixture = new BundleFixture(dir);
        ReferenceDevice device = new ReferenceDevice();
        ModelConfig config = ModelConfig.llama(VOCABULARY, 16, 24, 2, 4, 2, 32).withTiedHead(tied);
        LanguageModel.random(device, config, 3).saveFull(fixture.base(), baseType);
        AtomicFile.writeString(fixture.base().resolve("tokenizer.json"), "{\"version\": \"1.0\"}\n");
        AtomicFile.writeString(fixture.base().resolve("chat_template.jinja"), "{{ messages }}");
        AtomicFile.writeString(fixture.base().resolve("LICENSE"), "the base model's terms\n");
        AtomicFile.writeString(fixture.base().resolve("notes.txt"), "not for the bundle\n");
        LanguageModel adapted = LanguageModel.load(
                device, fixture.base(), Trainable.adapters(new LoraSpec(2, 6, targets, 5)), Optional.empty());
        Random random = new Random(11);
        for (Parameter parameter : adapted.trainableParameters().values()) {
            float[] values = parameter.read();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.3 * random.nextGaussian());
            }
            parameter.write(values);
        }
        adapted.saveAdapter(fixture.adapter());
        return fixture;
    }

    Path base() {
        return dir.resolve("base");
    }

    Path adapter() {
        return dir.resolve("adapter");
    }

    Path out() {
        return dir.resolve("bundle");
    }

    Optional<Path> report(String outcome) {
        Path report = dir.resolve("report.json");
        Json.write(report, Map.of("verdict", Map.of("outcome", outcome, "margin", 0.05, "studentAccuracy", 0.9)));
        return Optional.of(report);
    }

    BundleManifest export(ExportConfig config) {
        return Export.run(
                config, base(), adapter(), report("NON_INFERIOR"), out(), Map.of("seed", "1"), Progress.SILENT);
    }

    /** The logits of a fixed text by a model with or without an adapter beside it. */
    static float[] logits(Path model, Optional<Path> adapter) {
        LanguageModel loaded = LanguageModel.load(new ReferenceDevice(), model, Trainable.NOTHING, adapter);
        try (Pass pass = loaded.device().inferencePass()) {
            return loaded.logits(pass, new int[] {1, 7, 3, 39, 12, 0, 25}, new Packing(7));
        }
    }
}
