package org.dasllm.model.chat.jinja;

/** The value of a name that nothing defines: empty as text, false as a condition, an error to look into. */
record Undefined(String name) {}
