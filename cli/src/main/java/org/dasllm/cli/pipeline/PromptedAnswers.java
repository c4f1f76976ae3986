package org.dasllm.cli.pipeline;

import java.util.List;
import java.util.Map;
import org.dasllm.eval.run.AnswerSource;
import org.dasllm.eval.run.GivenAnswer;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.StudentPrompt;

/**
 * A student that is asked by the system prompt that it knows. The test's questions have it since they were curated; a panel comes with its
 * teacher's, and is kept so for the next student.
 */
record PromptedAnswers(AnswerSource student, StudentPrompt prompt) implements AnswerSource {
    @Override
    public String name() {
        return student.name();
    }

    @Override
    public Map<String, String> answeredBy() {
        return student.answeredBy();
    }

    @Override
    public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
        List<Sample> known = samples.stream()
                .map(sample -> sample.withPrompt(prompt.in(sample.prompt())))
                .toList();
        return student.answer(known, progress);
    }
}
