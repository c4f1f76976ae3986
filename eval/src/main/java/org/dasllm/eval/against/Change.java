package org.dasllm.eval.against;

import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it was.
 *
 * @param area which part of the report
 * @param what such as a slice or a key of the plan
 * @param before as the earlier report says it; null where it says nothing
 * @param after as the later report says it; null where it says nothing
 * @param points after − before in percentage points, where both are numbers; null elsewhere
 */
public record Change(
        Area area,
        String what,
        @Nullable String before,
        @Nullable String after,
        @Nullable Double points) {}
