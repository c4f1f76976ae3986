package org.dasllm.model.probe;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probes;
import org.dasllm.model.llm.LanguageModel;

/**
 * Holds a loaded model against what its training recorded, as closely as the roundings between the two allow.
 *
 * @param probes the training's record
 * @param stored what the weights that were loaded had been rounded to on their way, in order
 */
public record ProbeComparison(Probes probes, List<Rounding> stored) {
    /** How much of the training's effect may be missing, or be there too much: half or twice the scale is not. */
    private static final double SHARE = 0.3;

    private static final String AGAIN = "Make them again from the base model and the adapter that were trained";

    public ProbeComparison {
        stored = List.copyOf(stored);
    }

    /** Whether the training changed what the model makes of these prompts; true where the record does not say. */
    public boolean showsEffect() {
        return !probes.withBase() || Agreement.showsEffect(probes);
    }

    /**
     * Lets a model pass that answers as the trained one did.
     *
     * @param what the weights that it was loaded from, to begin a sentence with, such as {@code The merged weights}
     * @return what was found, such as {@code 8 of 8 first tokens as in training, logits within 0.03 %, effect of the training 41 %}
     * @throws DasllmException naming how the model differs
     */
    public String require(LanguageModel model, String what) {
        List<Rounding> roundings = roundings(model);
        if (probes.probes().isEmpty()) {
            return "not compared: there are none";
        }
        boolean exact = roundings.stream().allMatch(Rounding.FLOAT32::equals);
        if (!probes.withBase()) {
            return exact ? exactly(model, what) : "not compared: an older version recorded them, for float32 alone";
        }
        Agreement found = Agreement.of(probes, model);
        refuse(found, what, roundings);
        if (exact) {
            exactly(model, what);
        }
        return found.inWords();
    }

    private String exactly(LanguageModel model, String what) {
        Deviation deviation = Deviation.of(probes, model);
        deviation.require(what);
        return deviation.inWords();
    }

    /** Those of the files, of the device that computes, and of the training. */
    private List<Rounding> roundings(LanguageModel model) {
        List<Rounding> all = new ArrayList<>(stored);
        all.add(Rounding.of(model.device().precision()));
        all.addAll(Rounding.ofTraining(probes));
        return all;
    }

    private static void refuse(Agreement found, String what, List<Rounding> roundings) {
        double tolerance = roundings.stream().mapToDouble(Rounding::tolerance).sum();
        String coarsest = Rounding.coarsest(roundings).inWords();
        boolean shown = found.showsEffect();
        if (Double.isNaN(found.distance())) {
            throw DasllmException.input(what + " give no number after one of the recorded prompts", AGAIN);
        }
        if (shown && found.share() < 0.5 && found.fromBase() <= tolerance && found.distance() <= 1.5 * found.effect()) {
            throw DasllmException.input(
                    what + " answer as the base model does, without its training: " + found.inWords(), AGAIN);
        }
        if (found.distance() > tolerance) {
            throw DasllmException.input(
                    what + " do not answer as the trained model did: " + found.inWords() + ", where rounding to "
                            + coarsest + " explains " + Agreement.percent(tolerance),
                    AGAIN);
        }
        if (shown && found.distance() > found.effect()) {
            throw DasllmException.input(
                    what + " cannot be told from the base model's: rounding to " + coarsest
                            + " moves the logits farther than the training did, " + found.inWords(),
                    "Take a finer type or precision, or train further");
        }
        if (shown && Math.abs(found.share() - 1) > SHARE) {
            throw DasllmException.input(what + " do not hold the training as it was: " + found.inWords(), AGAIN);
        }
    }
}
