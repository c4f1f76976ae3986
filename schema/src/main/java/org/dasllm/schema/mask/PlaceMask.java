package org.dasllm.schema.mask;

import org.jspecify.annotations.Nullable;

/**
 * What one place says of all tokens, whatever lies below it on the stack.
 *
 * @param few tokens that stay within what the place is in, where they are few
 * @param many the same as words of bits, where they are many
 * @param named of those, the ones with which a name is complete that must not have come before
 * @param behind what tokens have left where they go on beyond the end of what the place is in; the numbers are tokens
 * @param behindNamed the same of those that complete a name on the way
 * @param ends whether the place may end at once, so that all tokens may also be read by what lies below
 */
record PlaceMask(
        int[] few,
        long @Nullable [] many,
        int[] named,
        @Nullable TokenTrie behind,
        @Nullable TokenTrie behindNamed,
        boolean ends) {}
