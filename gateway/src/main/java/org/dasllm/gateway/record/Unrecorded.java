package org.dasllm.gateway.record;

import java.util.Locale;

/** Why an exchange is not recorded. Each exchange that could be is either recorded or counted under one of these. */
public enum Unrecorded {
    /** Its conversation is not among those that {@code sample_rate} takes. */
    NOT_SAMPLED,
    /** The memory for exchanges was full, because they come faster than they can be written. */
    NO_ROOM,
    /** It is larger than {@code exchange_megabytes}. */
    TOO_LARGE,
    /** The upstream answered with an error. */
    REFUSED,
    /** The upstream could not be reached, was silent, or broke off before its reply began. */
    UNREACHED,
    /** The client left, or the upstream broke off, before the answer was whole. */
    UNFINISHED,
    /** The request or the answer is not what its protocol says, or in an encoding that is not known. */
    UNREADABLE,
    /** The journal could not be written, such as on a full disk. */
    NOT_WRITTEN,
    /** A fault of this program. */
    FAULT;

    /** As metrics and summaries have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
