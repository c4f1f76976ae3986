package org.dasllm.engine.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.chat.Turn;

/** A conversation as the student knows it, which may have learnt its task by another system prompt than requests have. */
final class StudentConversation {
    private StudentConversation() {}

    /** The conversation itself, with calls in its first turn, where the student's prompt changes nothing. */
    static Conversation of(Conversation conversation, Optional<StudentPrompt> prompt) {
        if (prompt.isEmpty() || conversation.turns().isEmpty()) {
            return conversation;
        }
        Turn first = conversation.turns().get(0);
        List<Message> given = List.of(new Message(first.role(), first.content()));
        List<Message> known = prompt.get().in(given);
        if (known.equals(given)) {
            return conversation;
        }
        List<Turn> turns = new ArrayList<>();
        known.forEach(message -> turns.add(Turn.of(message)));
        turns.addAll(conversation.turns().subList(1, conversation.turns().size()));
        return new Conversation(turns, conversation.tools(), conversation.thinking());
    }
}
