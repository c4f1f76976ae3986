package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.chat.Turn;
import org.junit.jupiter.api.Test;

/** The student's prompt stands in the place of its teacher's, and changes nothing else. */
final class StudentConversationTest {
    private static final Optional<StudentPrompt> PROMPT =
            Optional.of(StudentPrompt.of("Sort mail, by rules.", "Sort."));
    private static final Turn QUESTION = Turn.of(Message.user("a letter"));

    private static Conversation of(Turn... turns) {
        return new Conversation(List.of(turns), List.of());
    }

    @Test
    void theTeachersPromptIsReplaced() {
        assertThat(StudentConversation.of(of(Turn.of(Message.system("Sort mail, by rules.")), QUESTION), PROMPT)
                        .turns())
                .containsExactly(Turn.of(Message.system("Sort.")), QUESTION);
    }

    @Test
    void aFirstTurnWithCallsKeepsThem() {
        Turn calling =
                Turn.calling("", List.of(new Turn.Call("c", "f", Json.mapper().createObjectNode())));
        Conversation asked = of(calling, Turn.result("c", "7"), QUESTION);
        assertThat(StudentConversation.of(asked, PROMPT)).isEqualTo(asked);
    }
}
