package org.dasllm.wire.anthropic;

import java.util.Arrays;
import java.util.Optional;
import org.dasllm.wire.chat.RequestRefused;

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

    /**
     * Lets the versions pass that there are.
     *
     * @param sent the header of a request
     * @throws RequestRefused where there is none, or one that is not known
     */
    static void require(Optional<String> sent) {
        String header = "anthropic-version";
        if (sent.isEmpty()) {
            throw RequestRefused.invalid(header, header + ": header is required.");
        }
        if (Arrays.stream(values()).noneMatch(version -> version.word.equals(sent.get()))) {
            throw RequestRefused.invalid(
                    header,
                    header + ": this is not a version that this server knows. Set it to " + V2023_06_01.word + " or "
                            + V2026_10_21.word + ".");
        }
    }
}
