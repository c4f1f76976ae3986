package org.dasllm.harvest.rate;

/** Guesses the tokens of a request from its bytes, by what the teacher said of earlier ones. */
final class TokenEstimate {
    /** Of English; the first answers correct it. */
    private static final double FIRST_BYTES_PER_TOKEN = 4;

    private static final double WEIGHT = 0.1;

    private double tokensPerByte = 1 / FIRST_BYTES_PER_TOKEN;

    double tokens(int bytes) {
        return Math.max(1, bytes * tokensPerByte);
    }

    void learn(int bytes, long tokens) {
        tokensPerByte += WEIGHT * ((double) tokens / bytes - tokensPerByte);
    }
}
