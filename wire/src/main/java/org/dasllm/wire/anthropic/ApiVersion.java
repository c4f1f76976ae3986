package org.dasllm.wire.anthropic;

/** The versions of the Messages API. What is newer within one comes by headers of its own. */
public enum ApiVersion {
    /** With temperature, top-p and top-k, which models from Claude 4.7 on refuse. Other vendors' servers speak this one. */
    V2023_06_01("2023-06-01"),
    /** Without them. */
    V2026_10_21("2026-10-21");

    private final String word;

    ApiVersion(String word) {
        this.word = word;
    }

    /** As the header says it. */
    String word() {
        return word;
    }

    boolean hasSampling() {
        return this == V2023_06_01;
    }
}
