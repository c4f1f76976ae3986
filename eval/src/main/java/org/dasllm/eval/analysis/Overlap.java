package org.dasllm.eval.analysis;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.eval.metric.PromptText;
import org.dasllm.format.sample.Sample;

/**
 * Test questions that the student has learnt: a verdict with any of them is not one on held-out questions.
 *
 * @param how it was looked for, in words
 * @param questions how many test questions are also in the training data
 * @param ids of some of them
 */
public record Overlap(String how, int questions, List<String> ids) {
    static final String HOW =
            "a test question counts as learnt if its messages are a training sample's once case, white space and"
                    + " punctuation are left out; changed wordings are the business of the curation, which drops near duplicates";

    private static final int SHOWN = 5;
    private static final Pattern NO_SIGN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{S}]+");

    static Overlap of(List<Sample> test, List<Sample> training) {
        Set<String> texts = new HashSet<>();
        training.forEach(sample -> texts.add(folded(sample)));
        List<String> learnt = new ArrayList<>();
        for (Sample sample : test) {
            if (texts.contains(folded(sample))) {
                learnt.add(sample.id());
            }
        }
        return new Overlap(HOW, learnt.size(), learnt.stream().limit(SHOWN).toList());
    }

    /** A text without letters and digits is its own: "?" and "!" are two questions. */
    private static String folded(Sample sample) {
        String text = PromptText.of(sample).strip();
        String folded = NO_SIGN.matcher(
                        Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .strip();
        return folded.isEmpty() ? text : folded;
    }
}
