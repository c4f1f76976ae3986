package org.dasllm.harvest.rate;

import java.time.Duration;
import java.util.Optional;

/**
 * What a vendor's headers say of one of its limits.
 *
 * @param limit the most at once when nothing was used
 * @param remaining of it
 * @param reset until all of it is there again, if nothing is asked meanwhile; empty where it is not said
 */
record ToldLimit(Kind kind, double limit, double remaining, Optional<Duration> reset) {

    /** What is limited. */
    enum Kind {
        REQUESTS,
        /** Of requests and answers together. */
        TOKENS,
        INPUT_TOKENS,
        OUTPUT_TOKENS
    }
}
