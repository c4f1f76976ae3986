package org.dasllm.trainer.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.model.llm.FrozenBase;
import org.dasllm.model.lora.LoraSpec;

/**
 * The adapters of a run in {@link Mode#LORA}: LoRA, and by switches rsLoRA, DoRA, QLoRA.
 *
 * @param rank inner dimension
 * @param alpha the adapter's output is multiplied by alpha / rank
 * @param targets the layers that get one: names or ends of names, such as {@code q_proj}; regular expressions for whole names,
 *     such as {@code .*\.(q|v)_proj}; {@code all-linear} for every linear layer but the output head; {@code lm_head} for that
 * @param exclude layers that get none although they are targets, told in the same ways
 * @param rslora multiply by alpha / √rank instead (rank-stabilised)
 * @param dora learn the length of every row of an adapted weight beside its direction
 * @param dropout probability with which an element of an adapter's input is dropped in training
 * @param rankPattern ranks of single layers by a regular expression for the end of the name, such as {@code layers.0.mlp.up_proj};
 *     the first that matches counts
 * @param alphaPattern alphas of single layers, likewise
 * @param base how the frozen weights are kept: {@code stored}, or {@code nf4}, which quantises all linear layers but the
 *     output head to 4 bits (QLoRA) and saves most of their memory
 */
public record LoraConfig(
        @Default("16") int rank,
        @Default("32") double alpha,
        @Default("[\"all-linear\"]") List<String> targets,
        @Default("[]") List<String> exclude,
        @Default("false") boolean rslora,
        @Default("false") boolean dora,
        @Default("0.0") double dropout,
        @Default("{}") Map<String, Integer> rankPattern,
        @Default("{}") Map<String, Double> alphaPattern,
        @Default("stored") FrozenBase base) {

    public LoraConfig {
        targets = List.copyOf(targets);
        exclude = List.copyOf(exclude);
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        Faults faults = new Faults()
                .unless(rank > 0, "rank", "is above 0, not " + rank)
                .unless(alpha > 0 && Double.isFinite(alpha), "alpha", "is above 0, not " + alpha)
                .unless(!targets.isEmpty(), "targets", "is empty; name some, such as q_proj, or all-linear")
                .unless(
                        dropout >= 0 && dropout < 1,
                        "dropout",
                        "is a probability from 0 to less than 1, not " + dropout);
        rankPattern.forEach((pattern, value) -> faults.unless(
                value > 0, "rank_pattern", "has rank " + value + " for '" + pattern + "', which is not above 0"));
        alphaPattern.forEach((pattern, value) -> faults.unless(
                value > 0 && Double.isFinite(value),
                "alpha_pattern",
                "has alpha " + value + " for '" + pattern + "', which is not above 0"));
        faults.refuse();
        // What is no regular expression is known to the specification alone.
        faults.unlessRefused(made(rank, alpha, targets, exclude, rslora, dora, dropout, rankPattern, alphaPattern))
                .refuse();
    }

    /** Plain LoRA beside weights as they are stored. */
    public LoraConfig(int rank, double alpha, List<String> targets) {
        this(rank, alpha, targets, List.of(), false, false, 0, Map.of(), Map.of(), FrozenBase.STORED);
    }

    /** The adapters that are wished for; the seed decides their first values. */
    public LoraSpec spec(long seed) {
        return spec(rank, alpha, targets, exclude, rslora, dora, dropout, rankPattern, alphaPattern, seed);
    }

    private static Runnable made(
            int rank,
            double alpha,
            List<String> targets,
            List<String> exclude,
            boolean rslora,
            boolean dora,
            double dropout,
            Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern) {
        return () -> spec(rank, alpha, targets, exclude, rslora, dora, dropout, rankPattern, alphaPattern, 0);
    }

    private static LoraSpec spec(
            int rank,
            double alpha,
            List<String> targets,
            List<String> exclude,
            boolean rslora,
            boolean dora,
            double dropout,
            Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern,
            long seed) {
        return new LoraSpec(
                rank,
                alpha,
                rslora,
                dora,
                dropout,
                new LinkedHashSet<>(targets),
                new LinkedHashSet<>(exclude),
                rankPattern,
                alphaPattern,
                seed);
    }
}
