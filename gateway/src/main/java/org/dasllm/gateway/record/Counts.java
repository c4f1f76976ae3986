package org.dasllm.gateway.record;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of exchanges that could be recorded. Safe for use by several threads. */
public final class Counts {
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong feedback = new AtomicLong();
    private final Map<Unrecorded, AtomicLong> unrecorded = new EnumMap<>(Unrecorded.class);

    public Counts() {
        for (Unrecorded reason : Unrecorded.values()) {
            unrecorded.put(reason, new AtomicLong());
        }
    }

    /** An exchange that could be recorded has begun. */
    public void seen() {
        seen.incrementAndGet();
    }

    void recorded() {
        recorded.incrementAndGet();
    }

    /** An exchange has ended and is not recorded. */
    public void not(Unrecorded reason) {
        of(reason).incrementAndGet();
    }

    /** The end of a reply was sent although its exchange was not on the disk yet. */
    public void late() {
        late.incrementAndGet();
    }

    /** Feedback was recorded. */
    public void fed() {
        feedback.incrementAndGet();
    }

    private AtomicLong of(Unrecorded reason) {
        AtomicLong count = unrecorded.get(reason);
        if (count == null) {
            throw new IllegalStateException("all reasons are counted");
        }
        return count;
    }

    /**
     * As they are now.
     *
     * @param seen exchanges that could be recorded
     * @param late of these, those whose reply did not wait for the disk any longer
     * @param feedback that was recorded
     */
    public record Now(long seen, long recorded, long late, long feedback, Map<Unrecorded, Long> unrecorded) {
        /** Exchanges that are not recorded, for whatever reason. */
        public long missing() {
            return unrecorded.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public Now now() {
        Map<Unrecorded, Long> counts = new EnumMap<>(Unrecorded.class);
        unrecorded.forEach((reason, count) -> counts.put(reason, count.get()));
        return new Now(seen.get(), recorded.get(), late.get(), feedback.get(), counts);
    }
}
