package org.dasllm.document.content;

import java.util.List;

/** A part of a section, from top to bottom. */
public sealed interface Block
        permits Block.Paragraph,
                Block.Note,
                Block.Finding,
                Block.Facts,
                Table,
                Figure,
                Block.Items,
                Block.Beside,
                Block.Subsection,
                Block.Code,
                Block.Statements,
                Quotations,
                Form {

    /** Calls the writer's method for this kind of block. */
    void write(BlockWriter writer);

    /** The blocks that this one is made of; empty where it has none. */
    default List<Block> parts() {
        return List.of();
    }

    /** Running text. */
    record Paragraph(Text text) implements Block {
        public Paragraph(String text) {
            this(Text.of(text));
        }

        @Override
        public void write(BlockWriter writer) {
            writer.paragraph(this);
        }
    }

    /** A remark on what stands before it, in small print. */
    record Note(Text text) implements Block {
        public Note(String text) {
            this(Text.of(text));
        }

        @Override
        public void write(BlockWriter writer) {
            writer.note(this);
        }
    }

    /** What the whole document comes to. */
    record Finding(Tone tone, String words, Text reason) implements Block {
        /** How a finding is to be taken. */
        public enum Tone {
            GOOD,
            BAD,
            OPEN
        }

        @Override
        public void write(BlockWriter writer) {
            writer.finding(this);
        }
    }

    /** Names with their values. */
    record Facts(List<Fact> facts) implements Block {
        public Facts {
            facts = List.copyOf(facts);
        }

        @Override
        public void write(BlockWriter writer) {
            writer.facts(this);
        }
    }

    /** A name with its value. */
    record Fact(String name, Text value) {
        public Fact(String name, String value) {
            this(name, Text.of(value));
        }
    }

    /** Remarks that are counted. */
    record Items(List<Text> items) implements Block {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public void write(BlockWriter writer) {
            writer.items(this);
        }
    }

    /** Lines that a machine wrote or reads, kept as they are. */
    record Code(String lines) implements Block {
        @Override
        public void write(BlockWriter writer) {
            writer.code(this);
        }
    }

    /** Small blocks that belong together and may stand side by side. */
    record Beside(List<Block> parts) implements Block {
        public Beside {
            parts = List.copyOf(parts);
        }

        @Override
        public void write(BlockWriter writer) {
            writer.beside(this);
        }
    }

    /** Blocks under a heading of their own, one level below the section or subsection that they are in. */
    record Subsection(String title, List<Block> parts) implements Block {
        public Subsection {
            parts = List.copyOf(parts);
        }

        @Override
        public void write(BlockWriter writer) {
            writer.subsection(this);
        }
    }

    /** What people say under headings, with a place that is visibly empty where they have not said it yet. */
    record Statements(List<Statement> statements) implements Block {
        public Statements {
            statements = List.copyOf(statements);
        }

        @Override
        public void write(BlockWriter writer) {
            writer.statements(this);
        }
    }

    /**
     * One of them.
     *
     * @param name its heading
     * @param text empty where nobody has said it
     * @param key where it is to be filled in
     */
    record Statement(String name, String text, String key) {}
}
