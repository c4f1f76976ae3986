package org.dasllm.harvest.traffic;

/** An exchange makes no sample. */
final class NoSample extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    NoSample(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** A clause, the same for exchanges of one kind. */
    String reason() {
        return reason;
    }
}
