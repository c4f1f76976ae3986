package org.dasllm.dataset.curate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.dasllm.dataset.files.Piece;
import org.dasllm.dataset.files.PieceReader;
import org.dasllm.dataset.files.TextLine;

/** Turns a piece of an input into rows, one for each line that is not blank. */
final class ReadPiece implements FlatMapFunction<Piece, Row> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<? extends RowOfLine> reader;
    private final SerializableConfiguration hadoop;

    ReadPiece(Broadcast<? extends RowOfLine> reader, SerializableConfiguration hadoop) {
        this.reader = reader;
        this.hadoop = hadoop;
    }

    @Override
    public Iterator<Row> call(Piece piece) throws IOException {
        PieceReader lines = PieceReader.open(piece, hadoop.value());
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(lines));
        String file = piece.path().getName();
        RowOfLine rows = reader.value();
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(lines, Spliterator.ORDERED), false)
                .map(TextLine::of)
                .filter(line -> !line.blank())
                .map(line -> rows.read(file, line))
                .iterator();
    }

    private static void close(PieceReader lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
