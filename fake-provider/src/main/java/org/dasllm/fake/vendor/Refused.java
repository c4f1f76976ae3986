package org.dasllm.fake.vendor;

/** Something is wrong with a request. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public Refused(int status, String message) {
        super(message);
        this.status = status;
    }

    public Refused(String message) {
        this(400, message);
    }

    public int status() {
        return status;
    }

    /** What it says. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
