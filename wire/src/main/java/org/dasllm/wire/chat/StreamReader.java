package org.dasllm.wire.chat;

import java.util.List;

/** Reads the events of one answer. For one thread. */
public interface StreamReader {

    /**
     * Reads the data of one server-sent event.
     *
     * @return what happened, in its order; nothing where it says nothing that is known
     */
    List<ChatEvent> read(String data);

    /**
     * The stream is at its end. Called once, after all events.
     *
     * @return what that says: nothing where the answer had ended or failed, {@link ChatEvent.Ended} at its end where the protocol says
     *     it in no other way, and {@link ChatEvent.Failed} where the answer broke off
     */
    List<ChatEvent> end();
}
