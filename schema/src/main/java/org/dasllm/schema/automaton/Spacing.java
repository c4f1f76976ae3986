package org.dasllm.schema.automaton;

/** The white space between the parts of a JSON text. */
public enum Spacing {
    /** None, as in vLLM where {@code disable_any_whitespace} is set. */
    NONE,
    /** One blank, which may stand behind a comma or a colon: models are trained on both ways. */
    BLANK
}
