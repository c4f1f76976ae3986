package org.dasllm.fake.exchange;

/** One way for an answer to go wrong. */
public enum Fault {
    NONE(false),
    /** Status 429 with the vendor's own headers and a time to come back. */
    RATE_LIMIT(false),
    /** Status 500. */
    SERVER_ERROR(false),
    /** Status 503. */
    UNAVAILABLE(false),
    /** Status 529. */
    OVERLOADED(false),
    /** The connection ends before anything was computed. */
    RESET_BEFORE(false),
    /** The answer is computed, and the connection ends before any of it is sent. */
    RESET_AFTER(true),
    /** The body ends in its middle. */
    CUT_BODY(true),
    /** The body is whole and no JSON. */
    MALFORMED(true),
    /** The answer comes late. */
    SLOW(true),
    /** The model declines. */
    REFUSAL(true),
    /** The vendor's filter stops the answer. */
    FILTER(true),
    /** The answer is cut off at the limit of tokens. */
    TRUNCATION(true);

    private final boolean billed;

    Fault(boolean billed) {
        this.billed = billed;
    }

    /** Whether an answer was computed, which is paid for. */
    public boolean billed() {
        return billed || this == NONE;
    }
}
