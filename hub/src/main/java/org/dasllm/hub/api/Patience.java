package org.dasllm.hub.api;

import java.time.Duration;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;

/**
 * How often something is tried, and how long it is waited between: as long as the server asks for, or else twice as long each time.
 *
 * @param tries how often without progress
 * @param first the first wait where the server asks for none
 * @param longest the longest wait that is waited; where a server asks for more, that is reported instead
 */
public record Patience(int tries, Duration first, Duration longest) {
    public static final Patience USUAL = new Patience(6, Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final Duration LONGEST_OWN = Duration.ofSeconds(16);

    /** Something that may fail in passing. */
    public interface Attempt<T> {
        T run() throws Passing, InterruptedException;
    }

    /** Something that goes on where it stopped, and tells how far it is. */
    public interface Steps {
        /** Does what is left. */
        void run() throws Passing, InterruptedException;

        /** Grows by one with each piece that is worth beginning to count anew. */
        long progress();
    }

    /**
     * Tries until it succeeds.
     *
     * @param says takes a line about each wait
     * @throws DasllmException with the last failure
     */
    public <T> T until(Attempt<T> attempt, Consumer<String> says) throws InterruptedException {
        for (int failed = 1; ; failed++) {
            try {
                return attempt.run();
            } catch (Passing passing) {
                pause(passing, failed, says);
            }
        }
    }

    /** Tries until it succeeds, and counts anew after each step forward. */
    public void until(Steps steps, Consumer<String> says) throws InterruptedException {
        int failed = 0;
        long reached = steps.progress();
        while (true) {
            try {
                steps.run();
                return;
            } catch (Passing passing) {
                failed = steps.progress() > reached ? 1 : failed + 1;
                reached = Math.max(reached, steps.progress());
                pause(passing, failed, says);
            }
        }
    }

    private void pause(Passing passing, int failed, Consumer<String> says) throws InterruptedException {
        if (failed >= tries) {
            throw DasllmException.input(passing.what() + " (tried " + tries + " times)", passing.remedy());
        }
        Duration own = first.multipliedBy(1L << Math.min(failed - 1, 20));
        Duration least = own.compareTo(LONGEST_OWN) < 0 ? own : LONGEST_OWN;
        Duration wait =
                passing.asked().filter(asked -> asked.compareTo(least) > 0).orElse(least);
        if (wait.compareTo(longest) > 0) {
            throw DasllmException.input(
                    passing.what() + ", and it asks to be left alone for " + wait.toSeconds() + " s",
                    "Run the same command again after that; what has come is kept");
        }
        if (!wait.isZero()) {
            says.accept(passing.what() + "; again in " + seconds(wait));
        }
        Thread.sleep(wait.toMillis());
    }

    private static String seconds(Duration wait) {
        return Math.max(1, Math.round(wait.toMillis() / 1000.0)) + " s";
    }
}
