package org.dasllm.onednn.threads;

import java.nio.ByteBuffer;
import org.dasllm.tensor.HostMatrix;

/** A matrix of the host in pieces for all threads: taking over the weights is most of a start. */
public final class HostPieces {
    private static final int NUMBERS = 1 << 18;

    private HostPieces() {}

    /** What is done with a piece. */
    public interface Piece {
        /**
         * Takes it over.
         *
         * @param first the piece's first number, counted row after row
         * @param piece a row of numbers
         */
        void take(int first, HostMatrix piece);
    }

    public static void run(WorkerPool pool, HostMatrix source, Piece taker) {
        int size = Math.multiplyExact(source.rows(), source.columns());
        int bytes = source.type().bytes();
        ByteBuffer data = source.data();
        pool.run((size + NUMBERS - 1) / NUMBERS, (item, worker) -> {
            int first = item * NUMBERS;
            int count = Math.min(NUMBERS, size - first);
            ByteBuffer piece = data.slice(data.position() + first * bytes, count * bytes);
            taker.take(first, new HostMatrix(source.type(), 1, count, piece));
        });
    }
}
