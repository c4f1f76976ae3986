package org.dasllm.wire.chat;

/** Writes the events of one answer. For one thread. */
public interface StreamWriter {

    /** What is sent for an event; empty where the protocol says nothing of it. */
    byte[] bytes(ChatEvent event);
}
