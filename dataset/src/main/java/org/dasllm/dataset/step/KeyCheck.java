package org.dasllm.dataset.step;

/**
 * What must hold of the finished rows, counted apart from the step that sees to it.
 *
 * @param name what offends, such as {@code groups in more than one split}
 * @param column of the key
 * @param once where a key may be once
 */
public record KeyCheck(String name, String column, Once once) {
    /** What may hold a key that nothing else of its kind holds. */
    public enum Once {
        /** Rows that share the key are in one split. */
        IN_A_SPLIT,
        /** No two rows share the key. */
        IN_A_ROW
    }
}
