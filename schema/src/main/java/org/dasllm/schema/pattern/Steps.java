package org.dasllm.schema.pattern;

/**
 * How much work is left. Counting steps instead of measuring time makes the same check give the same answer on every
 * machine.
 */
public final class Steps {
    private long left;

    public Steps(long allowed) {
        this.left = allowed;
    }

    /** Uses some up; more than there are is {@link OutOfSteps}. */
    public void take(long steps) {
        left -= steps;
        if (left < 0) {
            throw new OutOfSteps();
        }
    }

    /** The bound on the work was met before there was an answer. */
    public static final class OutOfSteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public OutOfSteps() {
            super("out of steps", null, false, false);
        }
    }
}
