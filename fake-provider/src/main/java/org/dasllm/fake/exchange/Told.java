package org.dasllm.fake.exchange;

import java.util.Optional;

/**
 * An answer, whatever protocol it goes out in.
 *
 * @param text empty where a tool is called or nothing is said
 * @param call what is called
 */
public record Told(Ending ending, String text, Optional<Call> call, Counts counts) {

    /** How it ended. */
    public enum Ending {
        WHOLE,
        TOOL_CALL,
        /** At the limit of tokens. */
        CUT,
        /** The model declined, in words where its protocol has a place for them. */
        REFUSED,
        /** The vendor's filter stopped it. */
        FILTERED
    }

    /** A call of a tool, with its arguments as a text of JSON. */
    public record Call(String name, String arguments) {}

    /** Tokens: {@code cached} are of the input, {@code reasoning} of the output. */
    public record Counts(long input, long cached, long output, long reasoning) {}
}
