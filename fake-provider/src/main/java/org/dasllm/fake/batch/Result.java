package org.dasllm.fake.batch;

import org.dasllm.fake.vendor.FakeResponse;

/** What became of one request of a batch. */
sealed interface Result {

    String key();

    /** As if it had been sent alone, an answer or an error. */
    record Replied(String key, FakeResponse reply, long number) implements Result {
        boolean answered() {
            return reply.status() == 200;
        }
    }

    /** Its turn never came. */
    record Expired(String key) implements Result {}
}
