package org.dasllm.dataset.memory;

import java.util.List;
import java.util.Map;

/**
 * {@code memory.json}: what of a memory's folder counts. Files that it does not name count for nothing.
 *
 * @param version of this layout, see {@link NightMemory}
 * @param rules a hash of all that decides what is remembered: configuration, versions of steps and libraries
 * @param tables folders of Parquet files by the table's name
 * @param facts what else was found, by name
 */
record MemoryIndex(int version, String rules, Map<String, List<String>> tables, Map<String, Boolean> facts) {}
