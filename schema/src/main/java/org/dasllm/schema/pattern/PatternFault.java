package org.dasllm.schema.pattern;

/** A regular expression that is not one; the message says why, in words that follow "the regular expression". */
public final class PatternFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PatternFault(String message) {
        super(message);
    }

    PatternFault(String message, Throwable cause) {
        super(message, cause);
    }
}
