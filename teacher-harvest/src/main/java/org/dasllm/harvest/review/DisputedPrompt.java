package org.dasllm.harvest.review;

import java.util.List;

/**
 * A prompt that answers disagree on.
 *
 * @param row names it
 * @param id of its sample
 * @param prompt as the teachers saw it
 * @param share of all answers that are the first candidate, 0 to 1
 * @param people who said what, where people contradict each other; else empty
 * @param candidates the most votes first
 */
public record DisputedPrompt(
        String row, String id, String prompt, double share, String people, List<Candidate> candidates) {
    public DisputedPrompt {
        candidates = List.copyOf(candidates);
    }

    /**
     * One of the answers.
     *
     * @param by which teachers gave it, with how many answers
     */
    public record Candidate(String answer, String by) {}
}
