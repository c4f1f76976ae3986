package org.dasllm.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The arrays of a pass: those that live as long as it, and those of the scopes that are open in it. */
final class ScopedMemory implements AutoCloseable {
    /** The innermost scope first, the pass last. */
    private final Deque<Scratch> open = new ArrayDeque<>();

    ScopedMemory() {
        open.add(new Scratch());
    }

    /** What lives as long as the pass. */
    Scratch whole() {
        return open.getLast();
    }

    /** What lives as long as the scope that work is done in. */
    Scratch innermost() {
        return open.getFirst();
    }

    /** Runs work in a scope of its own, which ends with it; its result's array passes on to the scope around it. */
    Nd4jTensor scope(Supplier<Nd4jTensor> work) {
        Nd4jTensor result;
        boolean madeHere;
        open.addFirst(new Scratch());
        try {
            result = work.get();
            madeHere = !result.empty() && innermost().release(result.array());
        } finally {
            open.removeFirst().close();
        }
        if (madeHere) {
            innermost().keep(result.array());
        }
        return result;
    }

    @Override
    public void close() {
        open.forEach(Scratch::close);
    }
}
