package org.dasllm.format.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * PEFT's {@code adapter_config.json} for LoRA, its classic fields. Beside it lies {@code adapter_model.safetensors}, with
 * tensors such as {@code base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight}.
 *
 * @param baseModel the base model's name or folder; null where it is not told
 * @param rank PEFT's {@code r}, for modules without a pattern of their own
 * @param alpha PEFT's {@code lora_alpha}, likewise
 * @param dropout the share of inputs dropped in training, 0 to below 1
 * @param targetModules the adapted modules
 * @param excludedModules those that are not adapted although they are targets; null for none
 * @param rankStabilized scale α/√r instead of α/r (arXiv 2312.03732)
 * @param dora weight-decomposed adapters (arXiv 2402.09353)
 * @param rankPattern ranks of single modules, by a regular expression for the end of the name; the first match counts
 * @param alphaPattern alphas of single modules, likewise
 */
public record AdapterConfig(
        @Nullable String baseModel,
        int rank,
        double alpha,
        double dropout,
        ModuleSelection targetModules,
        @Nullable ModuleSelection excludedModules,
        boolean rankStabilized,
        boolean dora,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern) {
    public static final String FILE = "adapter_config.json";
    public static final String WEIGHTS_FILE = "adapter_model.safetensors";

    /** What PEFT puts before the base model's own names. */
    public static final String PREFIX = "base_model.model.";

    public AdapterConfig {
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        if (rank < 1 || rankPattern.values().stream().anyMatch(r -> r < 1)) {
            throw new IllegalArgumentException("an adapter's rank is at least 1");
        }
        if (!positive(alpha) || !alphaPattern.values().stream().allMatch(AdapterConfig::positive)) {
            throw new IllegalArgumentException("an adapter's alpha is above 0");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("an adapter's dropout is from 0 to below 1");
        }
        rankPattern.keySet().forEach(ModuleSelection::compile);
        alphaPattern.keySet().forEach(ModuleSelection::compile);
    }

    private static boolean positive(double alpha) {
        return alpha > 0 && Double.isFinite(alpha);
    }

    /** The same with another dropout, which changes nothing but training. */
    public AdapterConfig withDropout(double share) {
        return new AdapterConfig(
                baseModel,
                rank,
                alpha,
                share,
                targetModules,
                excludedModules,
                rankStabilized,
                dora,
                rankPattern,
                alphaPattern);
    }

    /** Whether a linear layer, such as {@code model.layers.0.self_attn.q_proj}, has an adapter. */
    public boolean adapts(String module) {
        return targetModules.matches(module) && (excludedModules == null || !excludedModules.matches(module));
    }

    /** The rank of a module, such as {@code model.layers.0.self_attn.q_proj}. */
    public int rank(String module) {
        return match(rankPattern, module).orElse(rank);
    }

    /** What the product of B and A is multiplied by in a module: α/r, or α/√r where it is rank-stabilized. */
    public double scale(String module) {
        double moduleAlpha = match(alphaPattern, module).orElse(alpha);
        int moduleRank = rank(module);
        return moduleAlpha / (rankStabilized ? Math.sqrt(moduleRank) : moduleRank);
    }

    /** Reads the file in an adapter's folder. Unknown keys are passed over, unless they would change the result. */
    public static AdapterConfig read(Path dir) {
        Path file = dir.resolve(FILE);
        JsonNode json = Json.readTree(file);
        try {
            return AdapterJson.parse(json);
        } catch (IllegalArgumentException e) {
            throw DasllmException.input(
                    file + " cannot be used: " + e.getMessage(), "Use a LoRA or DoRA adapter in PEFT's layout", e);
        }
    }

    public void write(Path dir) {
        Json.write(dir.resolve(FILE), AdapterJson.of(this));
    }

    /** Whether a pattern of ranks or alphas is one of the module: PEFT's rule is the whole name, or what follows a dot in it. */
    public static boolean fits(String pattern, String module) {
        return Pattern.matches("(.*\\.)?(" + pattern + ")", module);
    }

    private static <T> Optional<T> match(Map<String, T> patterns, String module) {
        return patterns.entrySet().stream()
                .filter(entry -> fits(entry.getKey(), module))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
