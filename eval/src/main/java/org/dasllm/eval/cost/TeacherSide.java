package org.dasllm.eval.cost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request costs at the teacher.
 *
 * @param model its name; empty where it is not known
 * @param basis what the tokens are from, in words
 * @param requests that were measured; null where the tokens are configured
 * @param tokens of one request, by kind
 * @param prices where they are from, in words; null where they are not known
 * @param perRequest money for one request; null where prices are not known
 */
public record TeacherSide(
        String model,
        String basis,
        @Nullable Long requests,
        List<Tokens> tokens,
        @Nullable String prices,
        @Nullable Estimate perRequest) {

    public TeacherSide {
        tokens = List.copyOf(tokens);
    }

    /**
     * Tokens of one kind.
     *
     * @param kind such as {@code cached input}
     * @param perRequest how many one request takes, in the mean
     * @param perMillion money for a million of them; null where it is not known
     */
    public record Tokens(
            String kind, Estimate perRequest, @Nullable Double perMillion) {}
}
