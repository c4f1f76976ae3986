package org.dasllm.harvest.run;

import java.time.Duration;
import java.util.ArrayDeque;

/** How a server limits requests, in the time of a test: tells of each request whether it is let through. */
public interface RequestLimit {

    /** @param now when it arrives, in nanoseconds */
    boolean admits(long now);

    /** An admitted request is answered. */
    default void done() {}

    /** As nginx's {@code limit_req} with {@code nodelay}: a bucket of {@code burst} that leaks at a rate. */
    static RequestLimit leaky(double perSecond, int burst) {
        return new RequestLimit() {
            private double excess;
            private long last = Long.MIN_VALUE / 2;

            @Override
            public boolean admits(long now) {
                double after = Math.max(0, excess - (now - last) / 1e9 * perSecond) + 1;
                if (after > burst + 1 + 1e-6) {
                    return false;
                }
                excess = after;
                last = now;
                return true;
            }
        };
    }

    /** So many in every whole window of time, and then none until the next one. */
    static RequestLimit window(int most, Duration length) {
        return new RequestLimit() {
            private long window = -1;
            private int count;

            @Override
            public boolean admits(long now) {
                long current = now / length.toNanos();
                count = current == window ? count + 1 : 1;
                window = current;
                return count <= most;
            }
        };
    }

    /** So many in any stretch of time of that length. */
    static RequestLimit sliding(int most, Duration length) {
        return new RequestLimit() {
            private final ArrayDeque<Long> times = new ArrayDeque<>();

            @Override
            public boolean admits(long now) {
                while (!times.isEmpty() && times.getFirst() <= now - length.toNanos()) {
                    times.removeFirst();
                }
                return times.size() < most && times.add(now);
            }
        };
    }

    /** So many at once. */
    static RequestLimit atOnce(int most) {
        return new RequestLimit() {
            private int underWay;

            @Override
            public boolean admits(long now) {
                if (underWay == most) {
                    return false;
                }
                underWay++;
                return true;
            }

            @Override
            public void done() {
                underWay--;
            }
        };
    }
}
