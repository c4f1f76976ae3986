package org.dasllm.format.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.dasllm.format.error.DasllmException;

/**
 * Rounds of reading changed files: each is read, or refused in one line, and takes memory in proportion to the file. The number of
 * rounds is {@code -Ddasllm.fuzz.rounds}, the seed {@code -Ddasllm.fuzz.seed}.
 */
final class Fuzzed {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** In the first rounds classes are loaded, which takes memory too. */
    private static final int UNMEASURED = 100;

    private Fuzzed() {}

    static int rounds() {
        return Integer.getInteger("dasllm.fuzz.rounds", 1000);
    }

    static long seed(long otherwise) {
        return Long.getLong("dasllm.fuzz.seed", otherwise);
    }

    /** Whether it is read; otherwise it is refused in one line. */
    static boolean readOrRefused(Runnable read) {
        try {
            read.run();
            return true;
        } catch (DasllmException e) {
            assertThat(e.getMessage()).doesNotContain("\n", "\r");
            return false;
        }
    }

    /** What happened in all rounds. */
    static final class Tally {
        private final long constant;
        private final long multiple;
        private int rounds;
        private int refused;
        private long most;

        /**
         * Bounds what a round may allocate.
         *
         * @param constant bytes that do not depend on the file
         * @param multiple bytes for each byte of the file
         */
        Tally(long constant, long multiple) {
            this.constant = constant;
            this.multiple = multiple;
        }

        /**
         * Runs a round.
         *
         * @param what names the round, in a failure
         * @param size of the file, in bytes
         * @param read reads it
         */
        void round(String what, long size, Runnable read) {
            long thread = Thread.currentThread().getId();
            long before = THREADS.getThreadAllocatedBytes(thread);
            try {
                refused += readOrRefused(read) ? 0 : 1;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what + " crashed", e);
            }
            long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
            if (++rounds > UNMEASURED) {
                most = Math.max(most, allocated);
                assertThat(allocated).as("bytes allocated in " + what).isLessThan(constant + multiple * size);
            }
        }

        /** At least that share of the rounds was refused, and not all: the changes are neither harmless nor hopeless. */
        void check() {
            assertThat(refused).as("refused").isBetween(rounds / 4, rounds - rounds / 100);
            assertThat(rounds).isGreaterThan(UNMEASURED);
            System.out.println(
                    rounds + " rounds, " + refused + " refused, at most " + most + " bytes allocated in one");
        }
    }
}
