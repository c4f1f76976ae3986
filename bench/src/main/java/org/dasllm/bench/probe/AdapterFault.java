package org.dasllm.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.SafetensorsWriter;

/** An adapter that is not the trained one any more, in ways that have been seen in other programs' exports. */
enum AdapterFault {
    /** As it was trained. */
    NONE("", 1),
    /** Alpha divided by the rank twice, or not at all. */
    HALF_SCALE(".*lora_B.*", 0.5f),
    DOUBLE_SCALE(".*lora_B.*", 2),
    /** One layer's projection is forgotten. */
    ONE_MODULE_LOST(".*layers\\.1\\.mlp\\.down_proj\\.lora_B.*", 0),
    /** One kind of projection is forgotten in all layers. */
    DOWN_LOST(".*down_proj\\.lora_B.*", 0),
    ATTENTION_LOST(".*self_attn.*lora_B.*", 0),
    ALL_LOST(".*lora_B.*", 0);

    /** A regular expression for whole names. */
    private final String tensors;

    private final float factor;

    AdapterFault(String tensors, float factor) {
        this.tensors = tensors;
        this.factor = factor;
    }

    String inWords() {
        return this == NONE ? "none" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Writes the adapter with the fault into a new folder. */
    void write(Path adapter, Path into) throws IOException {
        Files.createDirectories(into);
        Files.copy(adapter.resolve(AdapterConfig.FILE), into.resolve(AdapterConfig.FILE));
        try (SafetensorsFile file = SafetensorsFile.open(adapter.resolve(AdapterConfig.WEIGHTS_FILE))) {
            List<SafetensorsWriter.Entry> entries = file.tensors().entrySet().stream()
                    .map(entry -> SafetensorsWriter.floats(
                            entry.getKey(),
                            entry.getValue().shape(),
                            () -> changed(entry.getKey(), file.floats(entry.getKey())),
                            DType.F32))
                    .toList();
            SafetensorsWriter.write(into.resolve(AdapterConfig.WEIGHTS_FILE), Map.of(), entries);
        }
    }

    private float[] changed(String name, float[] values) {
        for (int i = 0; name.matches(tensors) && i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }
}
