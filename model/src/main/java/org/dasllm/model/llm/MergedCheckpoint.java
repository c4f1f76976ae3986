package org.dasllm.model.llm;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.safetensors.DType;
import org.dasllm.model.lora.LowRank;
import org.dasllm.model.weights.LinearSpec;

/** Merges an adapter into its base model from file to file, without a device and its rounding. */
public final class MergedCheckpoint {
    private MergedCheckpoint() {}

    /**
     * Writes config.json, generation_config.json and model.safetensors of base + adapter: W + s·B·A in float64, then
     * rounded to float32 and to the type asked for.
     *
     * @param base a model in the Hugging Face layout
     * @param adapter an adapter in PEFT's layout
     * @param target the folder to write to
     * @throws org.dasllm.format.error.DasllmException if the files do not fit each other
     */
    public static void write(Path base, Path adapter, Path target, DType as) {
        try (ModelFolder folder = ModelFolder.open(base);
                Adapters adapters =
                        Adapters.open(folder.spec(), Trainable.NOTHING, Optional.of(adapter), folder.name())) {
            Map<String, LinearSpec> linears = new HashMap<>();
            folder.spec()
                    .linearsAndHead()
                    .forEach(linear -> linears.put(linear.weight().name(), linear));
            ModelFiles.writeFull(
                    target,
                    folder.config(),
                    folder.spec().weights(),
                    weight -> {
                        float[] values = folder.weights().read(weight).toFloats();
                        Optional<LowRank> lowRank =
                                Optional.ofNullable(linears.get(weight.name())).flatMap(adapters.source()::of);
                        return lowRank.map(low -> low.addedTo(values)).orElse(values);
                    },
                    as);
        }
    }
}
