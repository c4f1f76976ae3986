package org.dasllm.document.content;

/**
 * A numbered figure: data that a renderer draws.
 *
 * @param id by which a {@link Text} refers to it
 * @param caption without its number
 */
public record Figure(String id, Text caption, Chart chart) implements Block {
    @Override
    public void write(BlockWriter writer) {
        writer.figure(this);
    }
}
