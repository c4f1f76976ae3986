package org.dasllm.wire.chat;

import java.util.OptionalLong;

/**
 * How many tokens an answer took; what a server does not tell is empty.
 *
 * @param input of the request, those from a cache included
 * @param output of the answer, reasoning included
 * @param cachedInput those of the input that came from a cache
 * @param cacheWrites those of the input that were put into a cache, where that has a price of its own
 * @param reasoning those of the output that are reasoning
 */
public record Usage(
        OptionalLong input,
        OptionalLong output,
        OptionalLong cachedInput,
        OptionalLong cacheWrites,
        OptionalLong reasoning) {

    /** Without cache writes. */
    public Usage(OptionalLong input, OptionalLong output, OptionalLong cachedInput, OptionalLong reasoning) {
        this(input, output, cachedInput, OptionalLong.empty(), reasoning);
    }

    public static Usage of(long input, long output) {
        return new Usage(OptionalLong.of(input), OptionalLong.of(output), OptionalLong.empty(), OptionalLong.empty());
    }
}
