package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.eval.run.AnswerSource;
import org.dasllm.eval.run.GivenAnswer;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.StudentPrompt;
import org.junit.jupiter.api.Test;

class PromptedAnswersTest {
    private final List<Message> asked = new ArrayList<>();
    private final AnswerSource student = new AnswerSource() {
        @Override
        public String name() {
            return "student";
        }

        @Override
        public Map<String, String> answeredBy() {
            return Map.of("precision", "f32");
        }

        @Override
        public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
            samples.forEach(sample -> asked.addAll(sample.prompt()));
            return samples.stream().map(sample -> GivenAnswer.of("yes")).toList();
        }
    };

    @Test
    void aPanelWithTheTeachersPromptIsAskedByTheStudents() {
        PromptedAnswers answers = new PromptedAnswers(student, StudentPrompt.of("long and secret", "short"));
        List<GivenAnswer> given = answers.answer(
                List.of(
                        sample(Message.system("long and secret"), Message.user("panel")),
                        sample(Message.system("short"), Message.user("test"))),
                Progress.SILENT);
        assertThat(given).hasSize(2);
        assertThat(asked)
                .containsExactly(
                        Message.system("short"), Message.user("panel"), Message.system("short"), Message.user("test"));
        assertThat(answers.name()).isEqualTo("student");
        assertThat(answers.answeredBy()).isEqualTo(student.answeredBy());
    }

    private static Sample sample(Message... messages) {
        return new Sample("q", "g", null, List.of(messages), "yes", null, Map.of(), null);
    }
}
