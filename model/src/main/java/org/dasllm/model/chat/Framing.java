package org.dasllm.model.chat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.tokenizer.TemplatedText;
import org.dasllm.model.tokenizer.TokenizedText;
import org.dasllm.model.tokenizer.Tokenizer;

/** What a template writes around the messages of any conversation. */
final class Framing {
    private static final Conversation CONVERSATION =
            Conversation.of(List.of(Message.user("a"), Message.assistant("b"), Message.user("c")));

    private Framing() {}

    /** The tokens that the template's own characters make; empty if it refuses the plainest of conversations. */
    static Set<Integer> tokens(Tokenizer tokenizer, ChatTemplate template) {
        Set<Integer> tokens = new HashSet<>();
        try {
            TemplatedText written = template.written(CONVERSATION, false);
            TokenizedText tokenized = tokenizer.encodeWithPlaces(written.text());
            for (int i = 0; i < tokenized.ids().length; i++) {
                if (written.content()
                        .get(tokenized.begins()[i], tokenized.ends()[i])
                        .isEmpty()) {
                    tokens.add(tokenized.ids()[i]);
                }
            }
        } catch (DasllmException refused) {
            return Set.of();
        }
        return tokens;
    }
}
