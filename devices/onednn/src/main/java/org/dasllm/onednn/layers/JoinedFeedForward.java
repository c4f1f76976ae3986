package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.memory.Rows;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.FeedForward;
import org.jspecify.annotations.Nullable;

/**
 * A feed-forward layer of which gate and up are kept alone, in bfloat16 where the device multiplies so: what is normed and
 * what goes into down are made again. Where it can be, a tile of gate, of up and of their product is made by one thread
 * while it is in that core's cache, and on the backward pass a tile of down's input gradient and of all that follows from it.
 */
public final class JoinedFeedForward {
    /** Rows of a piece, where whole matrices are worked on. */
    private static final int ROWS = 8;

    private final OpenPass pass;
    private final WorkerPool pool;
    private final Activation activation;
    private final FeedForward layer;
    private final Matrix input;
    private final Matrix output;
    private final NormedInput normed;
    private final AppliedLinear gate;
    private final AppliedLinear up;
    private final AppliedLinear down;
    private final int rows;
    private final int inner;
    private final @Nullable Rows keptGate;
    private final @Nullable Rows keptUp;

    public JoinedFeedForward(OpenPass pass, FeedForward layer, Matrix input) {
        this.pass = pass;
        this.layer = layer;
        this.input = input;
        pool = pass.pool();
        activation = layer.activation();
        rows = input.rows();
        inner = layer.inner();
        output = pass.take(rows, layer.down().outputs());
        normed = new NormedInput(
                pass, layer.norm(), (NativeParameter) layer.norm().weight(), input);
        gate = new AppliedLinear(pass, layer.gate(), rows, null);
        up = new AppliedLinear(pass, layer.up(), rows, null);
        down = new AppliedLinear(pass, layer.down(), rows, null);
        keptGate = pass.training() ? pass.takeKept(rows, inner) : null;
        keptUp = pass.training() ? pass.takeKept(rows, inner) : null;
    }

    public Matrix forward(@Nullable Matrix residual) {
        long mark = pass.workspace().mark();
        Operand n = normed.normed(gate.input().and(up.input()));
        Operand product = Operand.take(pass, rows, inner, down.input());
        Optional<TiledLinear> tiledGate = gate.tiled();
        Optional<TiledLinear> tiledUp = up.tiled();
        if (tiledGate.isPresent() && tiledUp.isPresent()) {
            TiledLinear ofGate = tiledGate.get();
            TiledLinear ofUp = tiledUp.get();
            ofGate.prepare(n);
            ofUp.prepare(n);
            tiles(input.columns()).run(pool, (worker, row, count, column, columns) -> {
                ofGate.tile(worker, n, row, count, column, columns, 0);
                ofUp.tile(worker, n, row, count, column, columns, 1);
                activate(worker, product, row, count, column, columns);
            });
        } else {
            Matrix g = keptGate instanceof Matrix matrix ? matrix : pass.take(rows, inner);
            Matrix u = keptUp instanceof Matrix matrix ? matrix : pass.take(rows, inner);
            gate.forward(n, null, g);
            up.forward(n, null, u);
            forEachPiece((worker, row, count, column, columns) -> {
                fetch(worker, g, row, count, column, columns, 0);
                fetch(worker, u, row, count, column, columns, 1);
                activate(worker, product, row, count, column, columns);
            });
        }
        down.forward(product, residual, output);
        pass.workspace().release(mark);
        return output;
    }

    /** Keeps a tile of gate and up from scratch 0 and 1, and writes their product. */
    private void activate(WorkerScratch worker, Operand product, int row, int count, int column, int columns) {
        long floats = (long) count * columns;
        if (product.writtenInC()) {
            NativeMemory.Block wideGate = worker.block(0, floats);
            NativeMemory.Block wideUp = worker.block(1, floats);
            new NarrowGate(activation, row, count, column, columns)
                    .forward(wideGate, wideUp, keptGate, keptUp, product.narrow());
            return;
        }
        ByteBuffer g = worker.scratch(0, floats);
        ByteBuffer u = worker.scratch(1, floats);
        ByteBuffer y = worker.scratch(2, floats);
        GatedActivation.forward(activation, g, u, y, 0, (int) floats);
        for (int i = 0; i < count; i++) {
            int at = i * columns * Float.BYTES;
            if (keptGate instanceof Bfloat16Matrix narrowGate && keptUp instanceof Bfloat16Matrix narrowUp) {
                narrowGate.put(row + i, column, columns, g, at);
                narrowUp.put(row + i, column, columns, u, at);
            }
            product.put(row + i, column, columns, y, at);
        }
    }

    private Tiles tiles(int depth) {
        return Tiles.narrow(rows, inner, depth);
    }

    private void forEachPiece(TileWork work) {
        new Tiles(rows, inner, ROWS, inner).run(pool, work);
    }

    /** Brings a tile into one of the worker's scratch buffers. */
    private static void fetch(
            WorkerScratch worker, Rows from, int row, int count, int column, int columns, int scratch) {
        ByteBuffer to = worker.scratch(scratch, (long) count * columns);
        for (int i = 0; i < count; i++) {
            from.get(row + i, column, columns, to, i * columns * Float.BYTES);
        }
    }

    public Matrix backward(Matrix outputGradient) {
        Rows g = keptGate;
        Rows u = keptUp;
        if (g == null || u == null) {
            throw new IllegalStateException("A pass that does not train has no backward pass");
        }
        Gradients ofGate = Gradients.of(layer.gate());
        Gradients ofUp = Gradients.of(layer.up());
        Gradients ofDown = Gradients.of(layer.down());
        Matrix inputGradient = pass.take(rows, input.columns());
        long mark = pass.workspace().mark();
        Operand dGate = Operand.take(pass, rows, inner, gate.gradient(ofGate));
        Operand dUp = Operand.take(pass, rows, inner, up.gradient(ofUp));
        long second = pass.workspace().mark();
        Operand dy = Operand.of(pass, outputGradient, down.gradient(ofDown));
        Operand product = Operand.take(pass, rows, inner, down.input());
        Optional<TiledLinear> tiledDown = down.tiled();
        if (tiledDown.isPresent()) {
            TiledLinear tiled = tiledDown.get();
            tiled.prepareBackward(dy);
            tiles(output.columns()).run(pool, (worker, row, count, column, columns) -> {
                tiled.tileBackward(worker, dy, row, count, column, columns, 2);
                backward(worker, g, u, dGate, dUp, product, row, count, column, columns);
            });
        } else {
            Matrix dProduct = pass.take(rows, inner);
            down.times(dy, dProduct, false, ofDown);
            forEachPiece((worker, row, count, column, columns) -> {
                fetch(worker, dProduct, row, count, column, columns, 2);
                backward(worker, g, u, dGate, dUp, product, row, count, column, columns);
            });
        }
        down.gradients(product, dy, ofDown);
        pass.workspace().release(second);
        Operand n = normed.normed(gate.input().and(up.input()));
        Matrix sum = pass.take(rows, input.columns());
        long third = pass.workspace().mark();
        gate.times(dGate, sum, false, ofGate);
        gate.gradients(n, dGate, ofGate);
        pass.workspace().release(third);
        up.times(dUp, sum, true, ofUp);
        up.gradients(n, dUp, ofUp);
        normed.backward(sum, inputGradient);
        pass.workspace().release(mark);
        return inputGradient;
    }

    /** From a tile of the product's gradient in scratch 2 to those of gate and up, and to the product. */
    private void backward(
            WorkerScratch worker,
            Rows g,
            Rows u,
            Operand dGate,
            Operand dUp,
            Operand product,
            int row,
            int count,
            int column,
            int columns) {
        long floats = (long) count * columns;
        if (dGate.writtenInC() && dUp.writtenInC() && product.writtenInC()) {
            new NarrowGate(activation, row, count, column, columns)
                    .backward(worker.block(2, floats), g, u, dGate.narrow(), dUp.narrow(), product.narrow());
            return;
        }
        fetch(worker, g, row, count, column, columns, 0);
        fetch(worker, u, row, count, column, columns, 1);
        ByteBuffer gradient = worker.scratch(2, floats);
        ByteBuffer first = worker.scratch(0, floats);
        ByteBuffer other = worker.scratch(1, floats);
        GatedActivation.backward(activation, gradient, first, other, 0, (int) floats);
        for (int i = 0; i < count; i++) {
            int at = i * columns * Float.BYTES;
            dGate.put(row + i, column, columns, first, at);
            dUp.put(row + i, column, columns, gradient, at);
            product.put(row + i, column, columns, other, at);
        }
    }
}
