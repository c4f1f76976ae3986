package org.dasllm.harvest.run;

/**
 * One sending of a request.
 *
 * @param attempt from 1
 * @param retries how often it was sent again because it failed
 */
record Trial(Ask ask, int attempt, int retries) {
    /** @param failed whether that is to be counted */
    Trial next(boolean failed) {
        return new Trial(ask, attempt + 1, retries + (failed ? 1 : 0));
    }
}
