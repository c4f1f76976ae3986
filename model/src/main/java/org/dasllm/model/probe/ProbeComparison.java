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
     * What a comparison found.
     *
     * @param told whether the training could be told from the rounding at all
     */
    public record Finding(String words, boolean told) {}

    /**
     * Lets a model pass that answers as the trained one did. Where rounding to a type that somebody chose after the training hides the training, it is
     * refused too; where the training itself was on a coarse base, nobody has a finer one, and the words say so.
     *
     * @param what the weights that it was loaded from, to begin a sentence with, such as {@code The merged weights}
     * @return what was found, such as {@code 8 of 8 first tokens as in training, logits within 0.03 %, effect of the training 41 %}
     * @throws DasllmException naming how the model differs
     */
    public String require(LanguageModel model, String what) {
        Finding found = compare(model, what);
        boolean chosen = Rounding.ofTraining(probes).stream()
                .noneMatch(rounding -> rounding.tolerance()
                        >= Rounding.coarsest(roundings(model)).tolerance());
        if (!found.told() && chosen) {
            throw hidden(what, found.words());
        }
        return found.words();
    }

    /**
     * As {@link #require}, for whoever has more than one record of a model: that one of them cannot tell is no refusal.
     *
     * @throws DasllmException naming how the model differs
     */
    public Finding compare(LanguageModel model, String what) {
        List<Rounding> roundings = roundings(model);
        if (probes.probes().isEmpty()) {
            return new Finding("not compared: there are none", true);
        }
        boolean exact = roundings.stream().allMatch(Rounding.FLOAT32::equals);
        if (!probes.withBase()) {
            return new Finding(
                    exact ? exactly(model, what) : "not compared: an older version recorded them, for float32 alone",
                    true);
        }
        Agreement found = Agreement.of(probes, model);
        boolean told = refuse(found, what, roundings);
        if (exact) {
            exactly(model, what);
        }
        return told
                ? new Finding(found.inWords(), true)
                : new Finding(
                        "rounding to " + Rounding.coarsest(roundings).inWords()
                                + " moves the logits farther than the training did, " + found.inWords(),
                        false);
    }

    /** The refusal of weights whose training cannot be seen through their rounding. */
    public static DasllmException hidden(String what, String found) {
        return DasllmException.input(
                what + " cannot be told from the base model's: " + found,
                "Take a finer type or precision, or train further");
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

    /** Whether the training could be told from the rounding. */
    private static boolean refuse(Agreement found, String what, List<Rounding> roundings) {
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
            return false;
        }
        if (shown && Math.abs(found.share() - 1) > SHARE) {
            throw DasllmException.input(what + " do not hold the training as it was: " + found.inWords(), AGAIN);
        }
        return true;
    }
}
