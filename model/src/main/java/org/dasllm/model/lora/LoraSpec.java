package org.dasllm.model.lora;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.adapter.ModuleSelection;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.weights.LinearSpec;
import org.jspecify.annotations.Nullable;

/**
 * Which layers get a low-rank adapter, and of what kind (Hu et al., 2021, arXiv:2106.09685).
 *
 * <p>A target is a layer's name or the end of one, such as {@code q_proj}; or a regular expression for whole names, told by
 * a character that no name has (one of {@code * + ? ( ) [ ] { } | ^ $ \}); or {@link #ALL_LINEAR}.
 *
 * @param rank inner dimension r
 * @param alpha the adapter's output is multiplied by alpha / rank
 * @param rankStabilized by alpha / √rank instead (rsLoRA: Kalajdzievski, 2023, arXiv:2312.03732)
 * @param dora whether the length of every row of the adapted weight is learnt beside its direction (DoRA: Liu et al., 2024,
 *     arXiv:2402.09353)
 * @param dropout probability with which an element of an adapter's input is dropped in training
 * @param targets the layers
 * @param excluded targets that get none after all
 * @param rankPattern ranks of single layers: the first key that matches a layer's whole name, or what follows a dot in it,
 *     as a regular expression
 * @param alphaPattern alphas of single layers, likewise
 * @param seed decides the first values of every A
 */
public record LoraSpec(
        int rank,
        double alpha,
        boolean rankStabilized,
        boolean dora,
        double dropout,
        Set<String> targets,
        Set<String> excluded,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        long seed) {

    /** Every linear layer but the output head. */
    public static final String ALL_LINEAR = ModuleSelection.AllLinear.NAME;

    public LoraSpec {
        targets = Collections.unmodifiableSet(new LinkedHashSet<>(targets));
        excluded = Collections.unmodifiableSet(new LinkedHashSet<>(excluded));
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        if (targets.isEmpty()) {
            throw DasllmException.usage(
                    "The LoRA adapter has no target modules", "Name some, such as q_proj, or " + ALL_LINEAR);
        }
        try {
            targets.forEach(LoraSpec::selection);
            excluded.forEach(LoraSpec::selection);
            described(null, List.of(), rank, alpha, rankStabilized, dora, dropout, rankPattern, alphaPattern);
        } catch (IllegalArgumentException e) {
            throw DasllmException.usage("The LoRA adapter cannot be made: " + e.getMessage(), "Correct that value");
        }
    }

    /** Plain LoRA. */
    public LoraSpec(int rank, double alpha, Set<String> targets, long seed) {
        this(rank, alpha, false, false, 0, targets, Set.of(), Map.of(), Map.of(), seed);
    }

    /** Whether a layer of this name gets an adapter. */
    public boolean matches(String module) {
        return hits(targets, module) && !hits(excluded, module);
    }

    /**
     * What adapter_config.json says of these adapters on a model. Targets that are names are kept as they are; others are
     * written out, as PEFT does with all-linear, so that the file does not depend on another program's idea of them.
     *
     * @param baseModel the base model's name; null where it is not told
     * @param linears every layer that an adapter may be put on
     * @throws DasllmException if a target, an exclusion or a pattern matches no layer
     */
    public AdapterConfig config(@Nullable String baseModel, List<LinearSpec> linears) {
        List<String> modules = linears.stream().map(LinearSpec::module).toList();
        requireHits("target module", targets, modules);
        requireHits("excluded module", excluded, modules);
        List<String> adapted = modules.stream().filter(this::matches).toList();
        if (adapted.isEmpty()) {
            throw DasllmException.usage(
                    "Every target module of the LoRA adapter is excluded", "Exclude fewer, or target more");
        }
        requireFits("rank_pattern", rankPattern.keySet(), adapted);
        requireFits("alpha_pattern", alphaPattern.keySet(), adapted);
        boolean named = excluded.isEmpty()
                && targets.stream().allMatch(target -> selection(target) instanceof ModuleSelection.Named);
        List<String> names = named ? targets.stream().sorted().toList() : shortest(adapted, modules);
        return described(baseModel, names, rank, alpha, rankStabilized, dora, dropout, rankPattern, alphaPattern);
    }

    private static AdapterConfig described(
            @Nullable String baseModel,
            List<String> names,
            int rank,
            double alpha,
            boolean rankStabilized,
            boolean dora,
            double dropout,
            Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern) {
        return new AdapterConfig(
                baseModel,
                rank,
                alpha,
                dropout,
                ModuleSelection.named(names),
                null,
                rankStabilized,
                dora,
                rankPattern,
                alphaPattern);
    }

    /** The last parts of the names where they select the same layers, or else the whole names. */
    private static List<String> shortest(List<String> adapted, List<String> all) {
        List<String> ends = lastParts(adapted);
        boolean same = all.stream()
                .filter(ModuleSelection.named(ends)::matches)
                .toList()
                .equals(adapted);
        return same ? ends.stream().sorted().toList() : adapted;
    }

    private static List<String> lastParts(List<String> modules) {
        return modules.stream()
                .map(module -> module.substring(module.lastIndexOf('.') + 1))
                .distinct()
                .toList();
    }

    private static void requireHits(String what, Collection<String> entries, List<String> modules) {
        for (String entry : entries) {
            if (modules.stream().noneMatch(selection(entry)::matches)) {
                throw DasllmException.usage(
                        "No layer of the model matches the LoRA " + what + " '" + entry + "'",
                        "Use some of " + lastParts(modules) + ", a regular expression for whole names, or "
                                + ALL_LINEAR);
            }
        }
    }

    private static void requireFits(String what, Collection<String> patterns, List<String> adapted) {
        List<String> unused = new ArrayList<>(patterns);
        unused.removeIf(pattern -> adapted.stream().anyMatch(module -> AdapterConfig.fits(pattern, module)));
        if (!unused.isEmpty()) {
            throw DasllmException.usage(
                    "No layer with a LoRA adapter matches " + unused + " of its " + what,
                    "Use regular expressions for the ends of names such as " + adapted.get(0));
        }
    }

    private static boolean hits(Set<String> entries, String module) {
        return entries.stream().anyMatch(entry -> selection(entry).matches(module));
    }

    private static ModuleSelection selection(String entry) {
        if (entry.equals(ALL_LINEAR)) {
            return new ModuleSelection.AllLinear();
        }
        return entry.chars().anyMatch(c -> "*+?()[]{}|^$\\".indexOf(c) >= 0)
                ? new ModuleSelection.Matching(entry)
                : ModuleSelection.named(List.of(entry));
    }
}
