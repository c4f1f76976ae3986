package org.dasllm.gateway.record;

/** An exchange is not to be recorded, or cannot be. */
final class NotRecorded extends Exception {
    private static final long serialVersionUID = 1L;

    private final Unrecorded reason;

    NotRecorded(Unrecorded reason) {
        super(reason.word(), null, false, false);
        this.reason = reason;
    }

    Unrecorded reason() {
        return reason;
    }
}
