package org.dasllm.model.llm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.tensor.Parameter;

/** Writes models and adapters; one tensor's values at a time are in memory. */
final class ModelFiles {
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private ModelFiles() {}

    static void writeFull(
            Path dir, ModelConfig config, List<WeightSpec> specs, Function<WeightSpec, float[]> values, DType as) {
        String torchName = torchName(as);
        SafetensorsWriter.write(
                dir.resolve(Checkpoint.SINGLE),
                METADATA,
                specs.stream()
                        .map(spec -> SafetensorsWriter.floats(spec.name(), spec.shape(), () -> values.apply(spec), as))
                        .toList());
        config.write(dir, torchName);
    }

    static void writeAdapter(Path dir, AdapterConfig config, Map<String, Parameter> tensors) {
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            // A row of magnitudes is a vector in PEFT's file; A and B of rank 1 are matrices all the same.
            boolean vector = name.endsWith(".lora_magnitude_vector");
            long[] shape = vector ? new long[] {tensor.columns()} : new long[] {tensor.rows(), tensor.columns()};
            entries.add(SafetensorsWriter.floats(name, shape, tensor::read, DType.F32));
        });
        SafetensorsWriter.write(dir.resolve(AdapterConfig.WEIGHTS_FILE), METADATA, entries);
        config.write(dir);
    }

    private static String torchName(DType type) {
        return switch (type) {
            case F32 -> "float32";
            case BF16 -> "bfloat16";
            case F16 -> "float16";
            default -> throw DasllmException.usage("Models are not saved as " + type, "Use F32, BF16 or F16");
        };
    }
}
