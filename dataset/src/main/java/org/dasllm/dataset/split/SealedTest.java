package org.dasllm.dataset.split;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.io.JsonLines;

/**
 * A test set that is remembered by hash: a row that was in it once stays in it, and no later row takes its place.
 *
 * @param rows hashes of the rows, by the hash of their prompt
 */
public record SealedTest(Map<String, Set<String>> rows) implements Serializable {
    /** Nothing is remembered. */
    public static final SealedTest NONE = new SealedTest(Map.of());

    /**
     * A line of the file.
     *
     * @param id for people
     * @param row the sample's content hash, as it was read
     * @param prompt the hash of its normalised prompt
     */
    public record Line(String id, String row, String prompt) {}

    /** Reads {@code sealed-test.jsonl}; an empty file remembers nothing. */
    public static SealedTest read(Path file) {
        Map<String, Set<String>> rows = new HashMap<>();
        JsonLines.read(
                file,
                Line.class,
                line -> rows.computeIfAbsent(line.prompt(), key -> new HashSet<>())
                        .add(line.row()));
        return new SealedTest(rows);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** 2 for a row that was in the test set, 1 for another one with its prompt, 0 for all others. */
    int standing(String prompt, String row) {
        Set<String> remembered = rows.get(prompt);
        if (remembered == null) {
            return 0;
        }
        return remembered.contains(row) ? 2 : 1;
    }
}
