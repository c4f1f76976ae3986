package org.dasllm.document.content;

import java.util.List;

/**
 * A numbered section.
 *
 * @param id by which a {@link Text} refers to it
 */
public record Section(String id, String title, List<Block> blocks) {
    public Section {
        blocks = List.copyOf(blocks);
    }
}
