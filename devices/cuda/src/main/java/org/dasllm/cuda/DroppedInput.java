package org.dasllm.cuda;

import org.dasllm.tensor.Dropout;
import org.jspecify.annotations.Nullable;

/** An adapter's input after dropout: made anew wherever it is needed, as what is dropped is a function of the place. */
final class DroppedInput {
    private final CudaPass pass;
    private final @Nullable Dropout dropout;
    private final int columns;
    private final long count;
    private final long places;

    DroppedInput(CudaPass pass, @Nullable Dropout dropout, int rows, int columns, long places) {
        this.pass = pass;
        this.dropout = dropout;
        this.columns = columns;
        this.count = (long) rows * columns;
        this.places = places;
    }

    boolean drops() {
        return dropout != null;
    }

    /** d(x); x itself where nothing is dropped. */
    long of(long x) {
        if (dropout == null) {
            return x;
        }
        long result = pass.takeFloats(count);
        run("dropout", dropout, x, result);
        return result;
    }

    /** Adds the gradient of d(x), sent through the dropout, to that of x; nothing to do where they are the same. */
    void addBack(long gradient, long inputGradient) {
        if (dropout != null) {
            run("add_dropout", dropout, gradient, inputGradient);
        }
    }

    private void run(String kernel, Dropout what, long from, long to) {
        pass.kernel("elements", kernel)
                .overElements(
                        count,
                        from,
                        what.key(pass.seed()),
                        what.threshold(),
                        (float) what.factor(),
                        places,
                        columns,
                        to,
                        count);
    }
}
