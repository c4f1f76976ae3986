package org.dasllm.dataset.files;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A range of an input's bytes; it owns the lines that begin in it.
 *
 * @param uri the input's, encoded
 * @param from the first byte
 * @param to behind the last byte
 */
public record Piece(URI uri, long from, long to) implements Serializable {
    private static final long LEAST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 64 << 20;

    public Path path() {
        return new Path(uri);
    }

    /** All inputs, in pieces so large that every core gets some. */
    public static List<Piece> of(List<InputFile.Located> inputs, int cores) {
        long all = inputs.stream().mapToLong(input -> input.file().bytes()).sum();
        long size = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, all / cores + 1));
        List<Piece> pieces = new ArrayList<>();
        for (InputFile.Located input : inputs) {
            for (long from = 0; from < input.file().bytes(); from += size) {
                long to = Math.min(from + size, input.file().bytes());
                pieces.add(new Piece(input.path().toUri(), from, to));
            }
        }
        return pieces;
    }
}
