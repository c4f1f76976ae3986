package org.dasllm.dataset.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a split's file in their order: those of the nights before that stand, and between them tonight's, each of which is given in its turn.
 */
public final class MergedLines implements AutoCloseable {
    /** Takes the lines in their order. */
    public interface Sink {
        void write(WrittenLine line) throws IOException;
    }

    /** A file of a night before. */
    private final class Part {
        private final WrittenLines.Reader reader;
        private @Nullable WrittenLine next;

        Part(WrittenLines.Reader reader) throws IOException {
            this.reader = reader;
            advance();
        }

        void advance() throws IOException {
            do {
                next = reader.next();
            } while (next != null && standing.place(next.key()) < 0);
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final KeyTable standing;
    private final WrittenLines.@Nullable Writer remembered;
    private final boolean anew;
    private final Sink sink;

    /**
     * Opens all files.
     *
     * @param standing the keys of the lines of the nights before that count
     * @param remembered takes what the next night is left; null for nothing
     * @param anew whether that is all lines, or those alone that no night before had
     */
    MergedLines(
            List<WrittenLines.Reader> before,
            KeyTable standing,
            WrittenLines.@Nullable Writer remembered,
            boolean anew,
            Sink sink)
            throws IOException {
        this.standing = standing;
        this.remembered = remembered;
        this.anew = anew;
        this.sink = sink;
        for (WrittenLines.Reader reader : before) {
            parts.add(new Part(reader));
        }
    }

    /**
     * Writes a line of tonight behind those that come before it.
     *
     * @param remember whether the next night may find it
     */
    public void add(WrittenLine line, boolean remember) throws IOException {
        writeBefore(line);
        sink.write(line);
        if (remembered != null && remember) {
            remembered.add(line);
        }
    }

    /** Writes what is left. */
    public void finish() throws IOException {
        writeBefore(null);
    }

    private void writeBefore(@Nullable WrittenLine end) throws IOException {
        for (Part first = first(); first != null; first = first()) {
            WrittenLine line = first.next;
            if (line == null || (end != null && Arrays.compareUnsigned(line.id(), end.id()) > 0)) {
                return;
            }
            sink.write(line);
            if (remembered != null && anew) {
                remembered.add(line);
            }
            first.advance();
        }
    }

    /** The file whose next line is the first; null behind all lines. */
    private @Nullable Part first() {
        Part first = null;
        for (Part part : parts) {
            if (part.next != null
                    && (first == null
                            || first.next == null
                            || Arrays.compareUnsigned(part.next.id(), first.next.id()) < 0)) {
                first = part;
            }
        }
        return first;
    }

    @Override
    public void close() throws IOException {
        try (WrittenLines.@Nullable Writer writer = remembered) {
            for (Part part : parts) {
                part.reader.close();
            }
        }
    }
}
