package org.dasllm.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.llm.ModelFolder;
import org.dasllm.model.lora.AdapterNames;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.model.weights.InitialValues;
import org.dasllm.model.weights.LinearSpec;

/** An adapter in PEFT's layout for a model, both halves random, as one that has learnt would be. */
final class RandomAdapter {
    private static final double BOUND = 0.02;

    private RandomAdapter() {}

    static void write(Path dir, Path model, LoraSpec spec) {
        try (ModelFolder folder = ModelFolder.open(model)) {
            List<LinearSpec> linears = folder.spec().linearsAndHead();
            AdapterConfig config = spec.config(folder.name(), linears);
            InitialValues values = new InitialValues(spec.seed());
            List<SafetensorsWriter.Entry> entries = new ArrayList<>();
            for (LinearSpec linear : linears) {
                if (config.adapts(linear.module())) {
                    int rank = config.rank(linear.module());
                    entries.add(entry(
                            values,
                            AdapterNames.a(linear.module()),
                            rank,
                            linear.weight().columns()));
                    entries.add(entry(
                            values,
                            AdapterNames.b(linear.module()),
                            linear.weight().rows(),
                            rank));
                }
            }
            SafetensorsWriter.write(dir.resolve(AdapterConfig.WEIGHTS_FILE), Map.of("format", "pt"), entries);
            config.write(dir);
        }
    }

    private static SafetensorsWriter.Entry entry(InitialValues values, String name, int rows, int columns) {
        float[] numbers = values.uniform(name, Math.multiplyExact(rows, columns), BOUND);
        return SafetensorsWriter.floats(name, new long[] {rows, columns}, numbers, DType.F32);
    }
}
