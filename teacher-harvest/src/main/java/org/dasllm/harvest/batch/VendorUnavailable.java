package org.dasllm.harvest.batch;

/** A vendor did not answer, or not now: it may be asked again. */
public final class VendorUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean done;

    /** @param done whether what was asked for may have been done all the same */
    public VendorUnavailable(String message, boolean done) {
        super(message);
        this.done = done;
    }

    /** Whether what was asked for may have been done all the same. */
    public boolean maybeDone() {
        return done;
    }

    /** What happened. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
