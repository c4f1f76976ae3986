package org.dasllm.document.content;

import java.util.List;

/** What was asked, and what was said to it. */
public record Quotations(List<Quotation> quotations) implements Block {
    public Quotations {
        quotations = List.copyOf(quotations);
    }

    /** @param source where the text is from */
    public record Quotation(String source, String text, List<Saying> sayings) {
        public Quotation {
            sayings = List.copyOf(sayings);
        }
    }

    /** Whether what was said was right. */
    public enum Correctness {
        RIGHT,
        WRONG,
        UNKNOWN
    }

    /** @param who said it */
    public record Saying(String who, Correctness correctness, String words) {}

    @Override
    public void write(BlockWriter writer) {
        writer.quotations(this);
    }
}
