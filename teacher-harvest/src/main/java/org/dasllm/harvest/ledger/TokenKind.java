package org.dasllm.harvest.ledger;

import org.dasllm.harvest.config.TeacherPrices;

/** What a token is billed as. Every token of a request and its answer is of one kind. */
public enum TokenKind {
    /** Of the request, neither from a cache nor put into one. */
    INPUT("input"),
    /** Of the request, from the vendor's cache. */
    CACHED_INPUT("cached input"),
    /** Of the request, put into the vendor's cache. */
    CACHE_WRITE("cache written"),
    /** Of the answer, without its reasoning. */
    OUTPUT("output"),
    REASONING("reasoning");

    private final String words;

    TokenKind(String words) {
        this.words = words;
    }

    /** Money for a million of them. */
    public double perMillion(TeacherPrices prices) {
        return switch (this) {
            case INPUT -> prices.input();
            case CACHED_INPUT -> prices.cachedInput().orElse(prices.input());
            case CACHE_WRITE -> prices.cacheWrite().orElse(prices.input());
            case OUTPUT -> prices.output();
            case REASONING -> prices.reasoning().orElse(prices.output());
        };
    }

    /** For people. */
    public String words() {
        return words;
    }
}
