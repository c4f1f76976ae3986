package org.dasllm.dataset.curate;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.dasllm.dataset.files.Piece;
import org.dasllm.dataset.files.PieceReader;

/** Reads a piece of an input. */
record ReadPiece<T>(LineUse.Maker<T> use, SerializableConfiguration hadoop)
        implements FlatMapFunction<ReadPiece.Of, T> {
    /** A piece and the number of its file. */
    record Of(int source, Piece piece) implements Serializable {}

    @Override
    public Iterator<T> call(Of of) throws IOException {
        PieceReader lines = PieceReader.open(of.piece(), hadoop.value());
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(lines));
        LineUse<T> each = use.make();
        int source = of.source();
        return new Made<>(lines, (line, made) -> each.line(source, line, made::add), each);
    }

    private static void close(PieceReader lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes of lines, of each nothing or more. */
    static final class Made<S, T> implements Iterator<T> {
        private final Iterator<S> lines;
        private final BiConsumer<S, Queue<T>> each;
        private final LineUse<T> use;
        private final Queue<T> made = new ArrayDeque<>();
        private boolean over;

        Made(Iterator<S> lines, BiConsumer<S, Queue<T>> each, LineUse<T> use) {
            this.lines = lines;
            this.each = each;
            this.use = use;
        }

        @Override
        public boolean hasNext() {
            while (made.isEmpty() && !over) {
                if (lines.hasNext()) {
                    each.accept(lines.next(), made);
                } else {
                    over = true;
                    use.end(made::add);
                }
            }
            return !made.isEmpty();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return made.remove();
        }
    }
}
