package org.dasllm.harvest.label;

import org.dasllm.format.sample.Sample;

/**
 * One answer to a prompt.
 *
 * @param teacher that gave it, by its name in the configuration
 * @param sample with the answer as its completion
 * @param check what the task makes of it
 */
public record Ballot(String teacher, Sample sample, AnswerCheck check) {
    public String answer() {
        String completion = sample.completion();
        return completion == null ? "" : completion;
    }

    public boolean repaired() {
        return sample.evidence() != null && sample.evidence().repaired();
    }
}
