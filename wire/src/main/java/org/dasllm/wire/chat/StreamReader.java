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
}
