package org.dasllm.wire.client;

import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.ReplyHead;

/** What came of sending bytes once, before anything is made of it. */
sealed interface Received {

    /** A reply, as far as it was wanted. */
    record Whole(ReplyHead head, byte[] body) implements Received {}

    /** No reply, or not all of it. */
    record Broken(CallFailure failure) implements Received {}

    /** No reply, and it is known why. */
    record Refused(ChatReply.Failed failure) implements Received {}
}
