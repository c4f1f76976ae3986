package org.dasllm.dataset.curate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.files.TextLine;
import org.dasllm.dataset.memory.KeyTable;
import org.jspecify.annotations.Nullable;

/**
 * In which inputs the lines are that the nights before had as well.
 *
 * @param keys of all lines that are known
 * @param begins by the place of a key the first of its {@code sources}, and behind the last key their number
 * @param sources the numbers of inputs, a line's once for each time that it is there
 * @param names of the inputs by their number
 */
@SuppressWarnings("ArrayRecordComponent")
record KnownLines(Broadcast<KeyTable> keys, int[] begins, int[] sources, List<String> names) implements Serializable {
    /**
     * Of the lines of a task either a row of one that is fresh or those that are known.
     *
     * @param known by twos the place of a key and the number of the input
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Found(@Nullable Row fresh, int @Nullable [] known) implements Serializable {}

    static KnownLines of(Broadcast<KeyTable> keys, List<int[]> found, List<String> names) {
        int[] begins = new int[keys.value().size() + 1];
        int all = 0;
        for (int[] part : found) {
            for (int i = 0; i < part.length; i += 2) {
                begins[part[i] + 1]++;
            }
            all += part.length / 2;
        }
        for (int i = 1; i < begins.length; i++) {
            begins[i] += begins[i - 1];
        }
        int[] next = begins.clone();
        int[] sources = new int[all];
        for (int[] part : found) {
            for (int i = 0; i < part.length; i += 2) {
                sources[next[part[i]]++] = part[i + 1];
            }
        }
        return new KnownLines(keys, begins, sources, names);
    }

    /** The names of the inputs that have a line, as often as they have it; null where none has it today. */
    String @Nullable [] files(byte[] key) {
        int place = keys.value().place(key);
        if (place < 0 || begins[place] == begins[place + 1]) {
            return null;
        }
        String[] files = new String[begins[place + 1] - begins[place]];
        for (int i = 0; i < files.length; i++) {
            files[i] = names.get(sources[begins[place] + i]);
        }
        return files;
    }

    /** Looks each line up and reads those that are not known. */
    static final class Search implements LineUse<Found> {
        private static final int BLOCK = 1 << 13;

        private final KeyTable known;
        private final RowReader reader;
        private final List<String> names;
        private int[] block = new int[BLOCK];
        private int size;

        Search(KeyTable known, RowReader reader, List<String> names) {
            this.known = known;
            this.reader = reader;
            this.names = names;
        }

        @Override
        public void line(int source, byte[] line, Consumer<Found> made) {
            // Of a line whose bytes are its text this is its key, and no other line's key is of the same bytes.
            if (found(LineKey.ofBytes(line), source, made)) {
                return;
            }
            TextLine text = TextLine.of(line);
            if (!text.blank() && !found(LineKey.of(text), source, made)) {
                made.accept(new Found(reader.read(names.get(source), text), null));
            }
        }

        @Override
        public void row(int source, TableLine row, Consumer<Found> made) {
            if (!found(LineKey.of(row), source, made)) {
                made.accept(new Found(reader.read(names.get(source), row), null));
            }
        }

        private boolean found(byte[] key, int source, Consumer<Found> made) {
            int place = known.place(key);
            if (place < 0) {
                return false;
            }
            block[size++] = place;
            block[size++] = source;
            if (size == BLOCK) {
                made.accept(new Found(null, block));
                block = new int[BLOCK];
                size = 0;
            }
            return true;
        }

        @Override
        public void end(Consumer<Found> made) {
            if (size > 0) {
                made.accept(new Found(null, Arrays.copyOf(block, size)));
            }
        }
    }
}
