package org.dasllm.wire.client;

import java.util.function.UnaryOperator;
import org.dasllm.wire.chat.ChatReply;

/**
 * Makes others' texts fit for messages and for the journal.
 *
 * @param redact takes secrets out of a text
 */
record Wording(UnaryOperator<String> redact) {
    private static final int LINE_CHARACTERS = 400;
    private static final int START_CHARACTERS = 20_000;

    /** A reply whose texts are fit. */
    ChatReply of(ChatReply reply) {
        if (reply instanceof ChatReply.Failed failed) {
            return new ChatReply.Failed(
                    failed.remedy(),
                    failed.status(),
                    line(failed.reason()),
                    failed.retryAfter(),
                    failed.raw() == null ? null : start(failed.raw()),
                    failed.advice() == null ? null : line(failed.advice()),
                    failed.requestId());
        }
        return reply;
    }

    /** In one line, not too long, and without a full stop, which is put behind it where it ends a sentence. */
    private String line(String text) {
        String line =
                redact.apply(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip().replaceFirst("(?<!\\.)\\.$", "");
        return line.substring(0, Math.min(line.length(), LINE_CHARACTERS));
    }

    /** As it is, up to a length. */
    private String start(String text) {
        String redacted = redact.apply(text);
        return redacted.substring(0, Math.min(redacted.length(), START_CHARACTERS));
    }
}
