package org.dasllm.model.probe;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.model.llm.LanguageModel;

/**
 * Where a loaded model stands between its base model and the trained one, by probes that have both models' logits. Distances
 * are root mean squares over all kept logits of all probes, as shares of the root mean square of the trained model's.
 *
 * @param probes prompts compared
 * @param agreeing prompts after which the most probable token is the trained model's
 * @param distance from the trained model; NaN where the loaded model gives no number
 * @param effect what the training changed: from the base model to the trained one
 * @param share of the training's effect that the loaded model has: 1 for the trained model, 0 for the base. It is the
 *     difference from the base, projected on the direction from there to the trained model, so that rounding, which has no
 *     direction, changes it little
 */
public record Agreement(int probes, int agreeing, double distance, double effect, double share) {
    /** The least effect of a training: above what rounding the record to binary16 gives, below what any use needs. */
    private static final double LEAST_EFFECT = 0x1p-10;

    /** Asks a model what the trained one was asked. */
    public static Agreement of(Probes probes, LanguageModel model) {
        List<int[]> prompts = probes.probes().stream()
                .map(probe ->
                        probe.prompt().stream().mapToInt(Integer::intValue).toArray())
                .toList();
        List<float[]> logits = FirstLogits.after(model, prompts);
        Sums sums = new Sums();
        int agreeing = 0;
        for (int i = 0; i < prompts.size(); i++) {
            Probe probe = probes.probes().get(i);
            sums.add(probe, logits.get(i));
            agreeing += FirstLogits.largest(logits.get(i)) == probe.tokens().get(0) ? 1 : 0;
        }
        return new Agreement(
                prompts.size(),
                agreeing,
                Math.sqrt(sums.distance / sums.size),
                Math.sqrt(sums.effect / sums.size),
                sums.projected / sums.effect);
    }

    /** From the base model: share 1/2 is as near to the one as to the other. */
    double fromBase() {
        return Math.sqrt(Math.max(0, distance * distance + effect * effect * (2 * share - 1)));
    }

    /** Whether the training changed what the model makes of these prompts. */
    boolean showsEffect() {
        return effect > LEAST_EFFECT;
    }

    /** The same, from the record alone. */
    static boolean showsEffect(Probes probes) {
        Sums sums = new Sums();
        probes.probes().forEach(probe -> sums.add(probe, new float[0]));
        return Math.sqrt(sums.effect / sums.size) > LEAST_EFFECT;
    }

    /** Such as {@code 8 of 8 first tokens as in training, logits within 0.031 %, 100 % of the training's effect of 41 %}. */
    public String inWords() {
        String effects = showsEffect()
                ? String.format(
                        Locale.ROOT, "%d %% of the training's effect of %s", Math.round(100 * share), percent(effect))
                : "no effect of the training on these prompts";
        return String.format(
                Locale.ROOT,
                "%d of %d first tokens as in training, logits within %s, %s",
                agreeing,
                probes,
                percent(distance),
                effects);
    }

    /** Two digits that count, or all before the point. */
    static String percent(double share) {
        return String.format(Locale.ROOT, 100 * share < 9.95 ? "%.2g %%" : "%.0f %%", 100 * share);
    }

    /** Of squares and products. */
    private static final class Sums {
        private double size;
        private double distance;
        private double effect;
        private double projected;

        void add(Probe probe, float[] loaded) {
            List<Float> base = probe.baseLogits();
            if (base == null) {
                throw new IllegalArgumentException("a probe without the base model's logits");
            }
            for (int i = 0; i < base.size(); i++) {
                int token = probe.tokens().get(i);
                add(probe.logits().get(i), base.get(i), token < loaded.length ? loaded[token] : Double.NaN);
            }
            if (probe.rest() != null && probe.baseRest() != null) {
                add(probe.rest(), probe.baseRest(), FirstLogits.rest(loaded, new HashSet<>(probe.tokens())));
            }
        }

        private void add(double trained, double base, double loaded) {
            size += trained * trained;
            distance += (loaded - trained) * (loaded - trained);
            effect += (trained - base) * (trained - base);
            projected += (loaded - base) * (trained - base);
        }
    }
}
