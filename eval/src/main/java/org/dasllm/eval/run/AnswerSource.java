package org.dasllm.eval.run;

import java.util.List;
import java.util.Map;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;

/** Who answers: the student on an engine, or anything else that takes a prompt. */
public interface AnswerSource {
    /** As the report calls it. */
    String name();

    /** What its answers come from beside what is hashed as the student, such as the base model's hash and the precision. */
    default Map<String, String> answeredBy() {
        return Map.of();
    }

    /**
     * Answers the samples' prompts.
     *
     * @param progress counts the samples of this call
     * @return one answer a sample, in the same order
     */
    List<GivenAnswer> answer(List<Sample> samples, Progress progress);
}
