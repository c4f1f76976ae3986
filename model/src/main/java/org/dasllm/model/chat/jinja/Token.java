package org.dasllm.model.chat.jinja;

/**
 * A piece of a template.
 *
 * @param text for a string literal its value, otherwise as written
 * @param line from 1
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        /** Text between tags. */
        TEXT,
        OUTPUT_BEGIN,
        OUTPUT_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        NUMBER,
        STRING,
        OPERATOR,
        END
    }

    boolean is(Kind wanted, String wantedText) {
        return kind == wanted && text.equals(wantedText);
    }
}
