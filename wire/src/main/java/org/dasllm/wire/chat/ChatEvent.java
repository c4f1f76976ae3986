package org.dasllm.wire.chat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happens while an answer is sent piece by piece: {@link Opened} first, {@link Ended} or {@link Failed} last. A choice's
 * pieces come in their order, and {@link Finished} after all of them.
 */
public sealed interface ChatEvent {

    /**
     * An answer begins.
     *
     * @param input the tokens of the request; empty where they are not known yet
     */
    record Opened(ResponseHead head, OptionalLong input) implements ChatEvent {
        /** Where nothing is known of the request's tokens. */
        public Opened(ResponseHead head) {
            this(head, OptionalLong.empty());
        }
    }

    /**
     * More of a choice's text.
     *
     * @param text may be empty where only tokens came whose text is not certain yet
     * @param tokens the tokens it took, where log-probabilities were asked for
     */
    record Text(int choice, String text, List<ScoredToken> tokens) implements ChatEvent {
        public Text {
            tokens = List.copyOf(tokens);
        }
    }

    /** More of what the model thinks before it answers. */
    record Reasoning(int choice, String text) implements ChatEvent {}

    /**
     * Proves what was thought to be the server's own, once all of it has come.
     *
     * @param id names it, where servers do
     */
    record ReasoningSigned(int choice, Optional<String> id, String signature) implements ChatEvent {
        /** Without a name. */
        public ReasoningSigned(int choice, String signature) {
            this(choice, Optional.empty(), signature);
        }
    }

    /** Stands for what was thought before the text, once all of that has come. */
    record TextSigned(int choice, String signature) implements ChatEvent {}

    /** More of the words in which the model declines. */
    record Refusal(int choice, String text) implements ChatEvent {}

    /**
     * The model begins to call a tool.
     *
     * @param call the call's place among those of its choice, from 0
     * @param id names the call, for its result
     */
    record ToolCallOpened(int choice, int call, String id, String name) implements ChatEvent {}

    /** More of the arguments of a call. */
    record ToolCallArguments(int choice, int call, String fragment) implements ChatEvent {}

    /**
     * Stands for what was thought before a call.
     *
     * @param call the call's place among those of its choice, from 0
     */
    record ToolCallSigned(int choice, int call, String signature) implements ChatEvent {}

    /** A choice is complete. */
    record Finished(int choice, Finish finish) implements ChatEvent {}

    /** How many tokens it took. */
    record Used(Usage usage) implements ChatEvent {}

    /** Nothing yet. It is sent so that neither side takes the other for gone. */
    record KeepAlive() implements ChatEvent {}

    /** There will be no more of it. */
    record Failed(RequestRefusal refusal) implements ChatEvent {}

    /** All has been said. */
    record Ended() implements ChatEvent {}
}
