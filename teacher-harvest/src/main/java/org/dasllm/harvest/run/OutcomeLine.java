package org.dasllm.harvest.run;

import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Billing;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.client.ChatExchange;

/** The journal's line of what came of a request. */
final class OutcomeLine {
    private static final int OK = 200;

    private OutcomeLine() {}

    /**
     * An answer, as it was received, or a failure.
     *
     * @param at when it came
     * @param millis how long it took
     * @param last whether a failure is the last that is tried
     * @param mostTokens that a failure can be billed with
     */
    static JournalLine of(
            String key, int attempt, String at, long millis, ChatExchange received, boolean last, long mostTokens) {
        if (received.reply() instanceof ChatReply.Answered answer) {
            return received.body()
                    .map(body -> JournalLine.Answer.received(
                            key,
                            attempt,
                            at,
                            millis,
                            answer,
                            received.status().orElse(OK),
                            answer.response().head().requestId(),
                            body))
                    .orElseGet(() -> JournalLine.Answer.of(key, attempt, at, millis, answer));
        }
        ChatReply.Failed failed = (ChatReply.Failed) received.reply();
        return new JournalLine.Failure(
                key,
                attempt,
                at,
                millis,
                failed.status(),
                failed.reason(),
                last,
                failed.raw() == null ? null : received.body().orElse(failed.raw()),
                Billing.mayBeBilled(failed) ? mostTokens : 0,
                failed.requestId().orElse(null));
    }
}
