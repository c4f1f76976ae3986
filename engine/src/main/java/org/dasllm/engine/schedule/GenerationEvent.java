package org.dasllm.engine.schedule;

import java.util.List;
import java.util.Optional;
import org.dasllm.model.generate.FinishReason;

/** What becomes of a request, in the order in which it happens; {@link Completed} or {@link Failed} is the last. */
public sealed interface GenerationEvent {

    /**
     * More of an answer.
     *
     * @param choice which of the request's answers it is, from 0
     * @param text never part of a character; empty where only tokens came whose text is not certain yet
     * @param tokens the tokens it took, with their probabilities where they were asked for; empty otherwise
     */
    record Text(int choice, String text, List<TokenProbability> tokens) implements GenerationEvent {
        public Text {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * An answer is complete.
     *
     * @param choice which of the request's answers it is, from 0
     * @param reason why it ended
     * @param completionTokens the tokens that were generated, one that ended the answer included
     * @param stopText the text among those asked for that ended it; empty where none did
     */
    record Finished(int choice, FinishReason reason, int completionTokens, Optional<String> stopText)
            implements GenerationEvent {}

    /**
     * All answers are complete.
     *
     * @param completionTokens the tokens that were generated for all of them
     */
    record Completed(int completionTokens) implements GenerationEvent {}

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
