package org.dasllm.document.content;

import java.util.List;

/**
 * A report.
 *
 * @param name of the document, for a list of documents
 * @param kind what sort of document it is
 * @param title its first heading
 * @param summary what stands before the first section
 */
public record Document(String name, String kind, String title, List<Block> summary, List<Section> sections) {
    public Document {
        summary = List.copyOf(summary);
        sections = List.copyOf(sections);
    }
}
