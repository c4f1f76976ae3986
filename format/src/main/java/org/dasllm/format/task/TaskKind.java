package org.dasllm.format.task;

/** What kind of thing an answer is. */
public enum TaskKind {
    /** One of a list of labels, or any label: one line of text. */
    LABEL,
    /** A JSON object or list, by a JSON Schema where one is given. */
    JSON,
    /** Any text. */
    TEXT,
    /** A call of one of a list of tools. */
    TOOL_CALL
}
