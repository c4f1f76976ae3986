package org.dasllm.wire.chat;

import java.nio.charset.StandardCharsets;

/** Writes the events of one answer as server-sent events. */
public interface TextStreamWriter extends StreamWriter {

    /** What is sent for an event; empty where the protocol says nothing of it. */
    String write(ChatEvent event);

    @Override
    default byte[] bytes(ChatEvent event) {
        return write(event).getBytes(StandardCharsets.UTF_8);
    }
}
