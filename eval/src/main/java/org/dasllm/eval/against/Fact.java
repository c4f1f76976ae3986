package org.dasllm.eval.against;

import org.jspecify.annotations.Nullable;

/**
 * What a report says of one thing.
 *
 * @param words as a reader sees it
 * @param share the number in it that can be compared, from 0 to 1 or a difference of such; null where there is none
 */
record Fact(String words, @Nullable Double share) {
    static Fact of(String words) {
        return new Fact(words, null);
    }
}
