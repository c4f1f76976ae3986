package org.dasllm.harvest.batch;

import org.dasllm.wire.chat.ChatReply;

/** What became of one request of a batch. */
public sealed interface BatchOutcome {

    /** An answer or a failure, as if it had been asked alone. */
    record Replied(ChatReply reply) implements BatchOutcome {}

    /** The batch ended before it was its turn: it costs nothing and can be asked again. */
    record Expired() implements BatchOutcome {}
}
