package org.dasllm.model.lora;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.tensor.Loss;

/** An adapter that PEFT made, and what PEFT computes with it; tools/reference/adapters.py wrote the files. */
public record AdapterFixture(String kind) {
    private static final Path ROOT = root();

    /** Kinds that are to be read, computed and written like PEFT. */
    public static final List<String> SUPPORTED = List.of(
            "lora-list",
            "lora-all-linear",
            "lora-regex",
            "lora-some-layers",
            "lora-excluded",
            "rslora",
            "dora",
            "dora-biased-base",
            "dora-rslora-patterns",
            "patterns",
            "rslora-patterns",
            "head-untied",
            "head-tied");

    /** A text, and for every token the one to be predicted after it. */
    public record Sample(int[] ids, int[] targets) {}

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(AdapterFixture.class.getResource("/reference"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The adapter's folder. */
    public Path folder() {
        return ROOT.resolve("adapters").resolve(kind);
    }

    /** The folder of the model that it belongs to. */
    public Path base() {
        return ROOT.resolve(facts().path("base").asText());
    }

    public JsonNode facts() {
        return Json.readTree(folder().resolve("facts.json"));
    }

    public AdapterConfig config() {
        return AdapterConfig.read(folder());
    }

    /** What PEFT was asked for. */
    public LoraSpec wish() {
        JsonNode given = facts().path("given_to_peft");
        AdapterConfig config = config();
        return new LoraSpec(
                config.rank(),
                config.alpha(),
                config.rankStabilized(),
                config.dora(),
                0,
                strings(given.path("target_modules")),
                strings(given.path("exclude_modules")),
                config.rankPattern(),
                config.alphaPattern(),
                1);
    }

    private static Set<String> strings(JsonNode node) {
        Set<String> strings = new LinkedHashSet<>();
        if (node.isTextual()) {
            strings.add(node.asText());
        }
        node.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    public List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (JsonNode each : Json.readTree(folder().resolve("samples.json"))) {
            int[] ids = ints(each.path("ids"));
            int[] labels = ints(each.path("labels"));
            int[] targets = new int[ids.length];
            System.arraycopy(labels, 1, targets, 0, labels.length - 1);
            targets[labels.length - 1] = Loss.IGNORED;
            samples.add(new Sample(ids, targets));
        }
        return samples;
    }

    private static int[] ints(JsonNode node) {
        int[] ints = new int[node.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = node.get(i).asInt();
        }
        return ints;
    }

    /** The loss over all samples' target tokens, a mean. */
    public double loss() {
        return facts().path("loss").asDouble();
    }

    /** The logits of a sample; merged, those after PEFT has added the adapter to the weights. */
    public float[] logits(int sample, boolean merged) {
        try (SafetensorsFile file = SafetensorsFile.open(folder().resolve("reference.safetensors"))) {
            return file.floats((merged ? "merged." : "") + "logits." + sample);
        }
    }

    /** The adapter's tensors, or their gradients of {@link #loss}, by name. */
    public Map<String, float[]> tensors(boolean gradients) {
        Map<String, float[]> tensors = new TreeMap<>();
        String name = gradients ? "gradients.safetensors" : AdapterConfig.WEIGHTS_FILE;
        try (SafetensorsFile file = SafetensorsFile.open(folder().resolve(name))) {
            file.tensors().keySet().forEach(tensor -> tensors.put(tensor, file.floats(tensor)));
        }
        return tensors;
    }
}
