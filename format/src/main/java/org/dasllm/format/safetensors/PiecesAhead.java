package org.dasllm.format.safetensors;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pieces of many tensors, in their order: threads make some of them before their turn comes, beyond a tensor's end too. */
final class PiecesAhead implements AutoCloseable {
    /** The fewest pieces in memory: so many that a disk that stops for a moment stops nobody else. */
    private static final int AHEAD = 64;

    private static final int PER_THREAD = 4;

    /** A piece, made or in the making. */
    private record Made(int tensor, Future<ByteBuffer> bytes) {}

    private final Iterator<SafetensorsWriter.Entry> entries;
    private final @Nullable ExecutorService pool;
    private final Executor maker;
    private final int most;
    private final Queue<Made> made = new ArrayDeque<>();
    private int tensor = -1;
    private Iterator<Supplier<ByteBuffer>> pieces =
            List.<Supplier<ByteBuffer>>of().iterator();

    /** With one thread, it is the caller's own, which makes a piece when it is its turn. */
    PiecesAhead(List<SafetensorsWriter.Entry> entries, int threads) {
        this.entries = entries.iterator();
        this.pool = threads > 1 ? Executors.newFixedThreadPool(threads) : null;
        this.maker = pool == null ? Runnable::run : pool;
        this.most = pool == null ? 1 : Math.max(AHEAD, PER_THREAD * threads);
    }

    /** Whether the next piece belongs to the tensor of this number. */
    boolean hasMore(int number) {
        while (made.size() < most && advance()) {
            FutureTask<ByteBuffer> task = new FutureTask<>(pieces.next()::get);
            maker.execute(task);
            made.add(new Made(tensor, task));
        }
        return !made.isEmpty() && made.element().tensor() == number;
    }

    private boolean advance() {
        while (!pieces.hasNext() && entries.hasNext()) {
            tensor++;
            pieces = entries.next().content().pieces().iterator();
        }
        return pieces.hasNext();
    }

    /** The next piece; waits for it. */
    ByteBuffer next() throws IOException {
        try {
            return made.remove().bytes().get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException own) {
                throw own;
            }
            if (failure.getCause() instanceof Error own) {
                throw own;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Writing was interrupted");
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
