package org.dasllm.format.bundle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the evaluation's report says of the student in a bundle.
 *
 * @param outcome {@code non-inferior}, another outcome of an evaluation, {@code not evaluated}, or {@code not valid: } and why
 *     the report does not speak of this student
 * @param reportSha256 the hash of the report it was read from; null where there is none
 * @param details the report's {@code verdict} as it stands there; null where there is none
 */
public record BundleVerdict(
        String outcome,
        @Nullable String reportSha256,
        @Nullable JsonNode details) {
    private static final String PASSED = "non-inferior";

    /** Whether the student was shown to be non-inferior to its teacher. */
    @JsonIgnore
    public boolean passed() {
        return outcome.equals(PASSED);
    }
}
