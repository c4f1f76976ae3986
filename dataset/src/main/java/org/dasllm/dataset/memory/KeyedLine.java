package org.dasllm.dataset.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file of the dataset, as {@link KeyedLines} keeps it.
 *
 * @param region of the row that it is made of: the rows of a region are taken over together, or none of them
 * @param keys by which the lines are sorted, and what else is needed of the row
 * @param text in UTF-8, without the line feed
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeyedLine(long region, List<@Nullable String> keys, byte[] text) {}
