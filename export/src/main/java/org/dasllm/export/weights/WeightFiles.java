package org.dasllm.export.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.weights.WeightSpec;

/**
 * Writes merged weights as {@code model.safetensors}, or as shards with an index where they would be larger than one file
 * may be.
 */
public final class WeightFiles {
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private WeightFiles() {}

    /**
     * Writes every tensor, one at a time.
     *
     * @param shardBytes the most bytes of tensors in one file; a larger tensor gets a file of its own
     * @return SHA-256 of the files of tensors, by name
     */
    public static Map<String, String> write(
            Path dir, MergedWeights weights, ExportType as, long shardBytes, Progress progress) {
        List<List<WeightSpec>> shards = shards(weights.tensors(), as, shardBytes);
        long[] written = {0};
        progress.start("merge", weights.tensors().size(), "tensors");
        Map<String, String> map = new TreeMap<>();
        Map<String, String> hashes = new TreeMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1 ? Checkpoint.SINGLE : shardName(i + 1, shards.size());
            List<SafetensorsWriter.Entry> entries = new ArrayList<>();
            for (WeightSpec spec : shards.get(i)) {
                entries.add(weights.entry(spec, as));
                map.put(spec.name(), name);
            }
            hashes.put(
                    name,
                    SafetensorsWriter.writeHashed(
                            dir.resolve(name),
                            METADATA,
                            entries,
                            Runtime.getRuntime().availableProcessors(),
                            () -> progress.update(++written[0], "")));
        }
        if (shards.size() > 1) {
            long total = weights.tensors().stream()
                    .mapToLong(spec -> MergedWeights.bytes(spec, as))
                    .sum();
            Json.write(
                    dir.resolve(Checkpoint.INDEX), Map.of("metadata", Map.of("total_size", total), "weight_map", map));
        }
        progress.finish();
        return hashes;
    }

    private static List<List<WeightSpec>> shards(List<WeightSpec> tensors, ExportType as, long shardBytes) {
        List<List<WeightSpec>> shards = new ArrayList<>();
        List<WeightSpec> open = new ArrayList<>();
        long bytes = 0;
        for (WeightSpec tensor : tensors) {
            long more = MergedWeights.bytes(tensor, as);
            if (!open.isEmpty() && bytes + more > shardBytes) {
                shards.add(open);
                open = new ArrayList<>();
                bytes = 0;
            }
            open.add(tensor);
            bytes += more;
        }
        shards.add(open);
        return shards;
    }

    private static String shardName(int number, int count) {
        return String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", number, count);
    }
}
