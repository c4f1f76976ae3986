package org.dasllm.wire.chat;

/** Whether a model must call a tool. */
public sealed interface ToolChoice {

    /** What holds for any of the tools. */
    enum Any implements ToolChoice {
        /** The model decides. */
        AUTO,
        /** No tool is called. */
        NONE,
        /** At least one is called. */
        REQUIRED
    }

    /** The function of this name is called. */
    record Function(String name) implements ToolChoice {}
}
