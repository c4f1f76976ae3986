package org.dasllm.engine.schedule;

import java.util.List;
import java.util.Optional;
import org.dasllm.model.generate.FinishReason;

/** What becomes of a request, in the order in which it happens; {@link Finished} or {@link Failed} is the last. */
public sealed interface GenerationEvent {

    /**
     * More of the answer.
     *
     * @param text never part of a character; empty where only tokens came whose text is not certain yet
     * @param tokens the tokens it took, with their probabilities where they were asked for; empty otherwise
     */
    record Text(String text, List<TokenProbability> tokens) implements GenerationEvent {
        public Text {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * The answer is complete.
     *
     * @param reason why it ended
     * @param completionTokens the tokens that were generated, one that ended the answer included
     * @param stopText the text among those asked for that ended it; empty where none did
     */
    record Finished(FinishReason reason, int completionTokens, Optional<String> stopText) implements GenerationEvent {}

    /**
     * There will be no more of it.
     *
     * @param stopping whether the server is being stopped; otherwise it is a fault
     * @param message what happened
     */
    record Failed(boolean stopping, String message) implements GenerationEvent {

        /** A fault in one line, without the names of classes. */
        public static Failed of(Throwable fault) {
            String message = fault instanceof OutOfMemoryError ? "the server's memory is used up" : fault.getMessage();
            String reason = message == null || message.isBlank()
                    ? "a fault of the server"
                    : message.strip().replaceAll("(?s)\\R.*", "");
            return new Failed(false, "The answer could not be computed: " + reason);
        }
    }
}
