package org.dasllm.format.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/**
 * A model's weights in the Hugging Face layout: {@code model.safetensors}, or the shards that
 * {@code model.safetensors.index.json} names. The index must agree with the shards' headers; its {@code total_size} is not
 * trusted.
 */
public final class Checkpoint implements AutoCloseable {
    public static final String SINGLE = "model.safetensors";
    public static final String INDEX = "model.safetensors.index.json";

    private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final String REMEDY = "Download the checkpoint again";

    private final Path dir;
    private final List<SafetensorsFile> files;
    private final Map<String, SafetensorsFile> byTensor;

    private Checkpoint(Path dir, List<SafetensorsFile> files) {
        this.dir = dir;
        this.files = List.copyOf(files);
        Map<String, SafetensorsFile> map = new LinkedHashMap<>();
        for (SafetensorsFile file : files) {
            file.tensors().keySet().forEach(name -> map.put(name, file));
        }
        this.byTensor = Collections.unmodifiableMap(map);
    }

    public static Checkpoint open(Path dir) {
        if (Files.exists(dir.resolve(SINGLE))) {
            return new Checkpoint(dir, List.of(SafetensorsFile.open(dir.resolve(SINGLE))));
        }
        Path index = dir.resolve(INDEX);
        if (!Files.exists(index)) {
            throw DasllmException.input(
                    "The folder " + dir + " has neither " + SINGLE + " nor " + INDEX,
                    "Name the folder of a model in the Hugging Face layout with safetensors weights");
        }
        Map<String, Set<String>> tensorsByShard = shards(index);
        List<SafetensorsFile> open = new ArrayList<>();
        try {
            for (Map.Entry<String, Set<String>> shard : tensorsByShard.entrySet()) {
                Path file = dir.resolve(shard.getKey());
                if (!Files.exists(file)) {
                    throw DasllmException.input("The shard " + file + " that the index names is missing", REMEDY);
                }
                SafetensorsFile opened = SafetensorsFile.open(file);
                open.add(opened);
                agree(index, opened, shard.getValue());
            }
            return new Checkpoint(dir, open);
        } catch (RuntimeException e) {
            open.forEach(SafetensorsFile::close);
            throw e;
        }
    }

    /** All tensors' names, file by file in the order of their data. */
    public Set<String> names() {
        return byTensor.keySet();
    }

    public boolean contains(String name) {
        return byTensor.containsKey(name);
    }

    public TensorInfo info(String name) {
        return file(name).info(name);
    }

    /** The file that holds a tensor. */
    public Path path(String name) {
        return file(name).path();
    }

    /** As {@link SafetensorsFile#data(String)}. */
    public ByteBuffer data(String name) {
        return file(name).data(name);
    }

    /** As {@link SafetensorsFile#data(String, long, int)}. */
    public ByteBuffer data(String name, long offset, int length) {
        return file(name).data(name, offset, length);
    }

    /** As {@link SafetensorsFile#floats(String)}. */
    public float[] floats(String name) {
        return file(name).floats(name);
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }

    private SafetensorsFile file(String name) {
        SafetensorsFile file = byTensor.get(name);
        if (file == null) {
            throw DasllmException.input(
                    "The checkpoint " + dir + " has no tensor '" + name + "'",
                    "Check that config.json belongs to these weights");
        }
        return file;
    }

    private static Map<String, Set<String>> shards(Path index) {
        JsonNode weightMap = Json.readTree(index).path("weight_map");
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw DasllmException.input(index + " has no weight_map", REMEDY);
        }
        Map<String, Set<String>> shards = new TreeMap<>();
        weightMap.properties().forEach(entry -> {
            String file = entry.getValue().isTextual() ? entry.getValue().textValue() : "";
            if (!SHARD_NAME.matcher(file).matches()) {
                throw DasllmException.input(
                        index + " puts '" + entry.getKey() + "' into " + entry.getValue()
                                + ", which is not the plain name of a file beside it",
                        REMEDY);
            }
            shards.computeIfAbsent(file, key -> new TreeSet<>()).add(entry.getKey());
        });
        return shards;
    }

    private static void agree(Path index, SafetensorsFile shard, Set<String> expected) {
        for (String name : expected) {
            if (!shard.tensors().containsKey(name)) {
                throw DasllmException.input(
                        index + " puts '" + name + "' into " + shard.path() + ", and it is not there", REMEDY);
            }
        }
        for (String name : shard.tensors().keySet()) {
            if (!expected.contains(name)) {
                throw DasllmException.input(
                        shard.path() + " has the tensor '" + name + "', which " + index + " does not put there",
                        REMEDY);
            }
        }
    }
}
