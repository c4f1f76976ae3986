package org.dasllm.harvest.ledger;

import java.util.Optional;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens of each kind one answer took. The journal has them as {@link org.dasllm.wire.chat.Usage} tells them, where the
 * request's tokens include those of the cache and the answer's include its reasoning; here no token is counted twice.
 */
record TokenCounts(long input, long cachedInput, long cacheWrite, long output, long reasoning) {

    /** Empty where the teacher did not tell them. */
    static Optional<TokenCounts> of(JournalLine.Answer answer) {
        Long prompt = answer.promptTokens();
        Long completion = answer.completionTokens();
        if (prompt == null || completion == null) {
            return Optional.empty();
        }
        // A part that is larger than the whole cannot be.
        long cached = Math.min(prompt, told(answer.cachedTokens()));
        long written = Math.min(prompt - cached, told(answer.cacheWriteTokens()));
        long thought = Math.min(completion, told(answer.reasoningTokens()));
        return Optional.of(new TokenCounts(prompt - cached - written, cached, written, completion - thought, thought));
    }

    private static long told(@Nullable Long tokens) {
        return tokens == null ? 0 : tokens;
    }

    /** All tokens of the request. */
    long request() {
        return input + cachedInput + cacheWrite;
    }

    /** All tokens of the answer. */
    long answer() {
        return output + reasoning;
    }

    long of(TokenKind kind) {
        return switch (kind) {
            case INPUT -> input;
            case CACHED_INPUT -> cachedInput;
            case CACHE_WRITE -> cacheWrite;
            case OUTPUT -> output;
            case REASONING -> reasoning;
        };
    }
}
