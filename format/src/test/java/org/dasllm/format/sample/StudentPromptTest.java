package org.dasllm.format.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StudentPromptTest {
    private static final String LONG = "You sort mail.\nThe rules: ...";
    private static final StudentPrompt SHORT = StudentPrompt.of(LONG, "Sort.");
    private static final Message QUESTION = Message.user("a letter");

    @Test
    void theTeachersPromptAtTheBeginningIsReplacedAndNothingElse() {
        List<Message> known = List.of(Message.system("Sort."), QUESTION);
        assertThat(SHORT.in(List.of(Message.system(LONG), QUESTION))).isEqualTo(known);
        // Line ends and space around it, and OpenAI's newer name of the role, make no difference.
        assertThat(SHORT.in(List.of(new Message("developer", " You sort mail.\r\nThe rules: ...\n"), QUESTION)))
                .isEqualTo(known);
        for (List<Message> other : List.of(
                known,
                List.of(QUESTION),
                List.<Message>of(),
                List.of(Message.system(LONG + " Be polite."), QUESTION),
                List.of(Message.user(LONG)),
                List.of(QUESTION, Message.system(LONG)))) {
            assertThat(SHORT.in(other)).isEqualTo(other);
        }
    }

    @Test
    void aStudentMayHaveNone() {
        assertThat(StudentPrompt.of(LONG, "").in(List.of(Message.system(LONG), QUESTION)))
                .containsExactly(QUESTION);
    }

    @Test
    void theFileHoldsTheStudentsPromptAndOfTheTeachersAHash(@TempDir Path bundle) throws Exception {
        assertThat(StudentPrompt.in(bundle)).isEmpty();
        Path file = bundle.resolve(StudentPrompt.FILE);
        SHORT.write(file);
        assertThat(StudentPrompt.in(bundle)).contains(SHORT);
        assertThat(Files.readString(file)).contains("Sort.").doesNotContain("mail");
        Files.writeString(file, "{\"version\":2}");
        assertThatThrownBy(() -> StudentPrompt.in(bundle)).hasMessageContaining("a student's prompt of version 2");
    }
}
