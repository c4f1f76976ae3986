package org.dasllm.dataset.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;

/**
 * The lines of a {@link Piece}, as bytes; only a line feed ends one.
 *
 * <p>Spark's own source of text is not used: it takes glob characters in a path for a pattern, passes over files whose
 * names begin with a dot or an underscore, and puts another character in the place of bytes that are not UTF-8.
 */
public final class PieceReader implements Iterator<byte[]>, AutoCloseable {
    private static final int BUFFER = 1 << 16;

    /** A longer line is no sample; of it only the beginning is kept, so that it cannot fill the memory. */
    public static final int MOST_BYTES = 32 << 20;

    private final LineReader lines;
    private final Text line = new Text();
    private long position;
    private final long end;
    private boolean ready;

    private PieceReader(LineReader lines, long position, long end) {
        this.lines = lines;
        this.position = position;
        this.end = end;
    }

    public static PieceReader open(Piece piece, Configuration hadoop) throws IOException {
        FileSystem files = OutputFolder.raw(piece.path().getFileSystem(hadoop));
        FSDataInputStream in = files.open(piece.path());
        try {
            // A line that begins at the first byte has a line feed before it: the one that ends there is skipped.
            long start = Math.max(0, piece.from() - 1);
            in.seek(start);
            byte[] lineFeed = "\n".getBytes(StandardCharsets.US_ASCII);
            PieceReader reader = new PieceReader(new LineReader(in, BUFFER, lineFeed), start, piece.to());
            if (piece.from() > 0) {
                reader.position += reader.lines.readLine(reader.line, 1, Integer.MAX_VALUE);
            }
            return reader;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        if (!ready && position < end) {
            try {
                int read = lines.readLine(line, MOST_BYTES + 1, Integer.MAX_VALUE);
                position = read == 0 ? end : position + read;
                ready = read > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ready;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ready = false;
        return line.copyBytes();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
