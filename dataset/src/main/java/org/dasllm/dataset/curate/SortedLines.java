package org.dasllm.dataset.curate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.memory.KeyedLine;
import org.dasllm.dataset.memory.KeyedLines;
import org.dasllm.dataset.memory.NightMemory;
import org.jspecify.annotations.Nullable;

/**
 * The sorted lines of the night before, which tonight's are merged with, and what of them the next night is left.
 *
 * @param replaced the regions of the night before whose lines count no more; null where none of the lines counts
 * @param remembers whether the next night may take lines over
 */
record SortedLines(NightMemory memory, @Nullable KnownHashes replaced, boolean remembers) {
    /** Writes a line of the merged ones. */
    interface Sink {
        void write(KeyedLine line) throws IOException;
    }

    /**
     * Begins to merge the lines of a file.
     *
     * @param file its name in the memory
     * @param order in which the lines of the night before are, and tonight's are given
     */
    Merge merge(String file, Comparator<KeyedLine> order, Sink sink) throws IOException {
        String name = "sorted-" + file;
        Optional<KeyedLines.Reader> before = replaced == null ? Optional.empty() : memory.lines(name);
        return new Merge(before.orElse(null), replaced, order, sink, remembers ? memory.writeLines(name) : null);
    }

    /**
     * A row of a region, keys and at last a text, the first of them at a place.
     *
     * @param place of the region
     */
    static KeyedLine line(Row row, int place) {
        List<@Nullable String> keys = new ArrayList<>();
        for (int i = place + 1; i < row.size() - 1; i++) {
            keys.add(row.isNullAt(i) ? null : row.getString(i));
        }
        return new KeyedLine(
                row.getLong(place), keys, row.getString(row.size() - 1).getBytes(StandardCharsets.UTF_8));
    }

    /** The order in which Spark sorts texts: by their bytes in UTF-8, without a sign. */
    static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Two sorted files as one. */
    static final class Merge implements AutoCloseable {
        private final KeyedLines.@Nullable Reader before;
        private final @Nullable KnownHashes replaced;
        private final Comparator<KeyedLine> order;
        private final Sink sink;
        private final KeyedLines.@Nullable Writer next;
        private @Nullable KeyedLine waiting;

        private Merge(
                KeyedLines.@Nullable Reader before,
                @Nullable KnownHashes replaced,
                Comparator<KeyedLine> order,
                Sink sink,
                KeyedLines.@Nullable Writer next) {
            this.before = before;
            this.replaced = replaced;
            this.order = order;
            this.sink = sink;
            this.next = next;
            this.waiting = taken();
        }

        /** The next line of the night before that counts. */
        private @Nullable KeyedLine taken() {
            while (before != null && before.hasNext()) {
                KeyedLine line = before.next();
                if (!requireNonNull(replaced).has(line.region())) {
                    return line;
                }
            }
            return null;
        }

        /** Writes a line of tonight behind those that come before it. */
        void add(KeyedLine line) throws IOException {
            while (waiting != null && order.compare(waiting, line) <= 0) {
                write(waiting);
                waiting = taken();
            }
            write(line);
        }

        /** Writes what is left. */
        void finish() throws IOException {
            while (waiting != null) {
                write(waiting);
                waiting = taken();
            }
        }

        private void write(KeyedLine line) throws IOException {
            sink.write(line);
            if (next != null) {
                next.add(line);
            }
        }

        @Override
        public void close() throws IOException {
            try (KeyedLines.@Nullable Reader reader = before;
                    KeyedLines.@Nullable Writer writer = next) {
                waiting = null;
            }
        }
    }
}
