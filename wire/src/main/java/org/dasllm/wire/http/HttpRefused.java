package org.dasllm.wire.http;

/** Why a request's body is not to be had. */
public final class HttpRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    HttpRefused(int status, String message) {
        super(message, null, false, false);
        this.status = status;
        this.reason = message;
    }

    /** A sentence for the client, without its full stop. */
    public String reason() {
        return reason;
    }

    /**
     * 413 for a body above the bound, 408 for one that came too late, 415 for an encoding that is not known, 503 where other bodies
     * leave no memory for it, 400 for one that its encoding does not allow.
     */
    public int status() {
        return status;
    }
}
