package org.dasllm.dataset.memory;

import org.jspecify.annotations.Nullable;

/**
 * A line of a split's file, as {@link WrittenLines} keeps it.
 *
 * @param key of the line that was read, see {@link KeyTable}; its first sixteen bytes count
 * @param id of the row, in UTF-8, by whose bytes the lines are sorted
 * @param hash SHA-256 of the text
 * @param contentHash of the row as it was read
 * @param prompt the hash of the row's normalised prompt
 * @param text in UTF-8, without the line feed
 */
@SuppressWarnings("ArrayRecordComponent")
public record WrittenLine(
        byte[] key,
        byte[] id,
        String hash,
        String contentHash,
        @Nullable String prompt,
        byte[] text) {}
