package org.dasllm.dataset.split;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.dasllm.format.io.JsonLines;
import org.jspecify.annotations.Nullable;

/**
 * A test set that is remembered by hash: a row that was in it once stays in it, and no later row takes its place.
 *
 * @param rows hashes of the rows
 * @param prompts hashes of their normalised prompts
 */
public record SealedTest(Set<String> rows, Set<String> prompts) implements Serializable {
    /** Nothing is remembered. */
    public static final SealedTest NONE = new SealedTest(Set.of(), Set.of());

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
        Set<String> rows = new HashSet<>();
        Set<String> prompts = new HashSet<>();
        JsonLines.read(file, Line.class, line -> {
            rows.add(line.row());
            prompts.add(line.prompt());
        });
        return new SealedTest(rows, prompts);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * 2 for a row that was in the test set, 1 for another one with its prompt, 0 for all others. A row counts before its prompt, whose hash
     * is another one where texts are normalised or masked otherwise than then.
     *
     * @param prompt null in a row that was dropped before it had one
     */
    int standing(@Nullable String prompt, String row) {
        if (rows.contains(row)) {
            return 2;
        }
        return prompt != null && prompts.contains(prompt) ? 1 : 0;
    }
}
