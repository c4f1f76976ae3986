package org.dasllm.hub.api;

import java.time.Duration;
import java.util.Optional;

/** A failure that may have passed when the same is asked again. */
public final class Passing extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final transient Optional<Duration> wait;

    /**
     * @param what what is wrong and where, a sentence without its full stop
     * @param remedy what to do if it does not pass, a sentence without its full stop
     * @param wait how long the server asks to be left alone, where it does
     */
    public Passing(String what, String remedy, Optional<Duration> wait) {
        super(what);
        this.remedy = remedy;
        this.wait = wait;
    }

    public String what() {
        return String.valueOf(getMessage());
    }

    public String remedy() {
        return remedy;
    }

    Optional<Duration> asked() {
        return wait;
    }
}
