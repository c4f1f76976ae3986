package org.dasllm.eval.analysis;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.PromptText;
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
            "a test question counts as learnt if its messages, the system's too, are a training sample's once case, white"
                    + " space and punctuation, but not the signs and points of numbers, are left out; changed wordings are the business of the curation, which drops near duplicates";

    private static final int SHOWN = 5;
    private static final char MINUS = '\u2212';

    /** What says nothing: "-5" and "5" are two questions, and so are "1.5" and "1 5", but "number 7." and "number-7" are one. */
    private static final Pattern NO_SIGN =
            Pattern.compile("(?:(?!(?<!\\p{L})[-.,]\\.?\\p{N})(?!(?<=\\p{N})[:/]\\p{N})(?!(?<=\\p{N})%)"
                    + "[^\\p{L}\\p{M}\\p{N}\\p{S}])+");

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

    /** What a sample asks, without the system's message, and without what says nothing: equal where two prompts ask the same. */
    public static String asked(Sample sample) {
        return folded(PromptText.of(sample).strip());
    }

    private static String folded(Sample sample) {
        return folded(sample.prompt().stream()
                .map(Message::content)
                .collect(Collectors.joining("\n"))
                .strip());
    }

    /** A text without letters and digits is its own: "?" and "!" are two questions. */
    private static String folded(String text) {
        String folded = NO_SIGN.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)
                        .replace(MINUS, '-')
                        .toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .strip();
        return folded.isEmpty() ? text : folded;
    }
}
