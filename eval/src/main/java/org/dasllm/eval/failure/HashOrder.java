package org.dasllm.eval.failure;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.dasllm.format.io.Sha256;

/**
 * The order of the hashes of ids. It has nothing to do with what is asked or answered, so that the first few are examples that nobody chose,
 * and it is the same for the same ids.
 */
public final class HashOrder {
    private HashOrder() {}

    private record Hashed<T>(String hash, T item) {}

    /**
     * Puts items in that order; those with the same id stay as they were.
     *
     * @param id of an item
     */
    public static <T> List<T> of(List<T> items, Function<? super T, String> id) {
        return items.stream()
                .map(item -> new Hashed<>(Sha256.ofString(id.apply(item)), item))
                .sorted(Comparator.comparing(Hashed::hash))
                .map(Hashed::item)
                .toList();
    }
}
