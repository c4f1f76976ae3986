package org.dasllm.model.chat.jinja;

/** A template that cannot be read or rendered, or that itself refused the conversation (raise_exception). */
public final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JinjaException(String message) {
        super(message);
    }
}
