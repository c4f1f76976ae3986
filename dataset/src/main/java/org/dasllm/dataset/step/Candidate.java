package org.dasllm.dataset.step;

import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.sample.Sample;

/**
 * A sample on its way through the steps.
 *
 * @param sample its split is the fixed one until splits are assigned, and then the assigned one
 * @param answer the same text for answers that mean the same; empty until the answer was checked
 * @param labels the value of each answer field, for the counts of the card
 * @param noted counts for the steps' {@link Evidence}, by its name
 * @param seen what steps saw in it, in words, by the step's name; for people who ask why it was kept or dropped
 */
public record Candidate(
        Sample sample, String answer, Map<String, String> labels, Map<String, Long> noted, Map<String, String> seen)
        implements Decision {
    /** The name of the evidence of rows that a person decided to keep. */
    public static final String DECIDED = "decided-by-people";

    public Candidate {
        labels = Map.copyOf(labels);
        noted = Map.copyOf(noted);
        seen = Map.copyOf(seen);
    }

    /** A sample that no step has seen yet. */
    public static Candidate of(Sample sample) {
        return new Candidate(sample, "", Map.of(), Map.of(), Map.of());
    }

    public Candidate withSample(Sample changed) {
        return new Candidate(changed, answer, labels, noted, seen);
    }

    public Candidate withAnswer(String canonical, Map<String, String> labelsOfAnswer) {
        return new Candidate(sample, canonical, labelsOfAnswer, noted, seen);
    }

    /** Adds to the count of the evidence of this name. */
    public Candidate noting(String evidence, long count) {
        Map<String, Long> more = new TreeMap<>(noted);
        more.merge(evidence, count, Long::sum);
        return new Candidate(sample, answer, labels, more, seen);
    }

    /** Adds what a step saw. */
    public Candidate seeing(CurationStep step, String words) {
        Map<String, String> more = new TreeMap<>(seen);
        more.put(step.name(), words);
        return new Candidate(sample, answer, labels, noted, more);
    }
}
