package org.dasllm.model.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufTensor;
import org.dasllm.format.gguf.TensorType;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.weights.WeightSpec;

/** Writes a GGUF file's model as a folder in the Hugging Face layout. */
public final class GgufImport {
    private GgufImport() {}

    /** What weights of few bits become. */
    public enum Widened {
        /** The same values. */
        FLOAT32(DType.F32),
        /** Half the space; values are rounded to eight binary digits. */
        BFLOAT16(DType.BF16);

        private final DType type;

        Widened(DType type) {
            this.type = type;
        }
    }

    /**
     * Writes config.json, generation_config.json, tokenizer.json, tokenizer_config.json and model.safetensors. Weights in float16 and
     * bfloat16 stay so, if their values are not changed by the import.
     *
     * @param into an empty folder
     * @param widened what all other matrices become
     * @throws org.dasllm.format.error.DasllmException if the file is not a whole model of a family that is supported
     */
    public static void write(GgufFile file, Path into, Widened widened) {
        GgufConfig reader = new GgufConfig(file);
        ModelConfig config = reader.read();
        List<WeightSpec> specs = Family.of(config).decoder(config).weights();
        GgufWeights weights = new GgufWeights(file, reader.architecture(), config);
        weights.check(specs);
        new GgufTokenizer(file).write(into, config.contextLength());
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        for (WeightSpec spec : specs) {
            DType as = storedAs(weights.tensor(spec), widened);
            entries.add(SafetensorsWriter.floats(spec.name(), spec.shape(), () -> weights.values(spec), as));
        }
        SafetensorsWriter.write(into.resolve(Checkpoint.SINGLE), Map.of("format", "pt"), entries);
        config.write(into, widened == Widened.FLOAT32 ? "float32" : "bfloat16");
    }

    private static DType storedAs(GgufTensor tensor, Widened widened) {
        if (tensor.shape().size() < 2) {
            // Norms and biases are few and exact.
            return DType.F32;
        }
        return tensor.type() == TensorType.F16
                ? DType.F16
                : tensor.type() == TensorType.BF16 ? DType.BF16 : widened.type;
    }
}
