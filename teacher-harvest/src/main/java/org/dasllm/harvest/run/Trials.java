package org.dasllm.harvest.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What is still to be sent: those to be sent again go before the others. */
final class Trials {
    private final Iterator<Ask> open;
    private final Deque<Trial> again = new ArrayDeque<>();
    private @Nullable Trial next;
    /** Those whose pause before a retry has not ended. */
    private int pausing;

    /** @param open taken one by one when they are about to be sent */
    Trials(Iterator<Ask> open) {
        this.open = open;
    }

    /** The one to be sent next, which stays until it is {@link #taken}; null where there is none now. */
    @Nullable
    Trial next() {
        Trial first = again.poll();
        if (first != null) {
            if (next != null) {
                again.addFirst(next);
            }
            next = first;
        } else if (next == null && open.hasNext()) {
            next = new Trial(open.next(), 1, 0);
        }
        return next;
    }

    /** The next one is sent. */
    void taken() {
        next = null;
    }

    void again(Trial trial) {
        again.add(trial);
    }

    /** One is to be sent again after a pause. */
    void pauses() {
        pausing++;
    }

    void pauseEnded(Trial trial) {
        pausing--;
        again.add(trial);
    }

    /** Whether nothing is to be sent any more, after a pause neither. */
    boolean areNone() {
        return next == null && again.isEmpty() && pausing == 0 && !open.hasNext();
    }
}
