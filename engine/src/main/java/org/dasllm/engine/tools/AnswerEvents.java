package org.dasllm.engine.tools;

import java.util.List;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ScoredToken;

/** What the text of one answer says, in the protocols' neutral form. */
public interface AnswerEvents {

    /**
     * More of the text.
     *
     * @param tokens the tokens it took, where log-probabilities were asked for
     */
    List<ChatEvent> more(String text, List<ScoredToken> tokens);

    /** What is left to say when the text has ended. */
    List<ChatEvent> end();

    /** Whether any tool was called. */
    boolean called();

    /** An answer that is text and nothing else. */
    static AnswerEvents plain(int choice) {
        return new AnswerEvents() {
            @Override
            public List<ChatEvent> more(String text, List<ScoredToken> tokens) {
                return List.of(new ChatEvent.Text(choice, text, tokens));
            }

            @Override
            public List<ChatEvent> end() {
                return List.of();
            }

            @Override
            public boolean called() {
                return false;
            }
        };
    }
}
