package org.dasllm.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Packing;
import org.junit.jupiter.params.provider.Arguments;

/** A small random model with what transformers and PEFT compute from it; see the README.md beside the fixtures. */
public record FamilyFixture(String name, Path dir) {
    /** Every family, in float32. */
    public static final List<String> FLOAT32 = List.of(
            "llama2",
            "llama3",
            "mistral",
            "qwen2",
            "qwen2-sliding",
            "qwen3",
            "gemma2",
            "gemma3",
            "gemma3-linear",
            "smollm2",
            "smollm3");

    /** Stored narrow; the references are of the widened weights. */
    public static final List<String> NARROW = List.of("llama3-bf16", "gemma2-bf16", "qwen2-fp16");

    /** Each device with each of the fixtures. */
    public static Stream<Arguments> onEveryDevice(Collection<String> fixtures) {
        return EveryDevice.names().stream()
                .flatMap(device -> fixtures.stream().map(fixture -> Arguments.of(device, fixture)));
    }

    public static FamilyFixture of(String name) {
        try {
            URL config = Objects.requireNonNull(
                    FamilyFixture.class.getResource("/reference/families/" + name + "/config.json"), name);
            return new FamilyFixture(
                    name, Objects.requireNonNull(Path.of(config.toURI()).getParent()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public LanguageModel load(Device device) {
        return LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
    }

    /** With the fixture's adapter, which is to be trained. */
    public LanguageModel loadAdapted(Device device) {
        LoraSpec spec = new LoraSpec(4, 8, Set.of(LoraSpec.ALL_LINEAR), 0);
        return LanguageModel.load(device, dir, Trainable.adapters(spec), Optional.of(dir.resolve("adapter")));
    }

    /** The configuration's file; {@code config} as transformers 5 writes it, or {@code config-classic}. */
    public ObjectNode config(String file) {
        return Json.read(dir.resolve(file + ".json"), ObjectNode.class);
    }

    /** The tokens of both samples, one sample behind the other. */
    public int[] ids() {
        return samples("ids");
    }

    /** What each token is to be followed by, or -100. */
    public int[] targets() {
        return samples("targets");
    }

    public Packing packing() {
        return new Packing(StreamSupport.stream(samples().spliterator(), false)
                .mapToInt(sample -> sample.get("ids").size())
                .toArray());
    }

    private int[] samples(String key) {
        return StreamSupport.stream(samples().spliterator(), false)
                .map(sample -> sample.get(key))
                .flatMapToInt(array ->
                        IntStream.range(0, array.size()).map(i -> array.get(i).asInt()))
                .toArray();
    }

    private JsonNode samples() {
        return Json.readTree(dir.resolve("samples.json"));
    }

    /** A reference of both samples, one behind the other: {@code logits}, {@code adapter.token_losses} and the like. */
    public float[] reference(String key) {
        try (SafetensorsFile file = SafetensorsFile.open(dir.resolve("reference.safetensors"))) {
            float[] first = file.floats(key + ".0");
            float[] second = file.floats(key + ".1");
            float[] both = new float[first.length + second.length];
            System.arraycopy(first, 0, both, 0, first.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return both;
        }
    }

    /** The adapter's gradients by PEFT's names. */
    public Map<String, float[]> gradients(String file) {
        Map<String, float[]> gradients = new TreeMap<>();
        try (SafetensorsFile stored = SafetensorsFile.open(dir.resolve(file + ".safetensors"))) {
            stored.tensors().keySet().forEach(name -> gradients.put(name, stored.floats(name)));
        }
        return gradients;
    }

    public JsonNode facts() {
        return Json.readTree(dir.resolve("facts.json"));
    }

    /** How far the reference's own float32 is from float64. */
    public double rounding(String what) {
        return facts().path("reference_rounding_float32_to_float64").get(what).asDouble();
    }
}
