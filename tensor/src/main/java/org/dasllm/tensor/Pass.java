package org.dasllm.tensor;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass, and its backward: the workspace that activations live in and the stream that orders the work. Closing
 * it gives the memory of all its tensors back.
 *
 * <p>A tensor has one row a token. Sequences lie one behind the other (see {@link Packing}); nothing is padded.
 * Operations check shapes and throw {@link IllegalArgumentException} naming both,
 * and {@link IllegalStateException} once the pass is closed.
 */
public interface Pass extends AutoCloseable {

    /** Whether results keep what their backward needs. */
    boolean training();

    /** Copies row-major values to the device. */
    Tensor upload(int rows, int columns, float[] values);

    /** Copies the values from the device, row by row; waits for the work that makes them. */
    float[] download(Tensor tensor);

    /**
     * The column of each row's largest number, the lowest of equals; −1 for a row that has a NaN. Waits for the work that
     * makes them.
     */
    default int[] argmax(Tensor tensor) {
        float[] values = download(tensor);
        int columns = tensor.columns();
        return IntStream.range(0, tensor.rows())
                .map(row -> Argmax.of(values, row * columns, columns))
                .toArray();
    }

    /**
     * Runs work and gives back all memory that was taken in it but its result's. Whatever else the work made, handles
     * included, must not be used afterwards; handles made before it may be used in it. So a layer is recomputed rather
     * than kept, and a backward leaves one gradient behind.
     *
     * @return the work's result, which may have moved
     */
    Tensor scope(Supplier<Tensor> work);

    /**
     * target += other, element by element. In a training pass a result may keep its inputs for its backward: do not change
     * a tensor that an operation other than {@link #rotary} or a linear layer's residual has read.
     */
    void add(Tensor target, Tensor other);

    /** Rows of an embedding table: output[i] = scale · table[ids[i]]. The input gradient is an empty tensor [0, 0]. */
    Result gather(Parameter table, int[] ids, float scale);

    /** The given rows of the input, in that order; a row may appear more than once. */
    Result select(Tensor input, int[] rows);

    /** See {@link RmsNorm}; the input's columns are a multiple of the weight's. */
    Result norm(Tensor input, RmsNorm norm);

    /**
     * A linear layer, plus a residual where one is given: y = residual + linear(input). The gradient that
     * {@link Result#backward} returns is that of the input; the residual's is the output's own.
     */
    Result linear(Tensor input, Linear layer, @Nullable Tensor residual);

    default Result linear(Tensor input, Linear layer) {
        return linear(input, layer, null);
    }

    /** Several layers on one input, such as queries, keys and values; a device may make one product of them. */
    default ManyResults linears(Tensor input, List<Linear> layers) {
        return new SeparateLinears(
                this, layers.stream().map(layer -> linear(input, layer)).toList());
    }

    /**
     * Several layers on one normed input. A device may keep the input alone and make what is normed a second time for the
     * backward pass.
     */
    default ManyResults linears(Tensor input, RmsNorm norm, List<Linear> layers) {
        Result normed = norm(input, norm);
        return new NormedLinears(normed, linears(normed.output(), layers));
    }

    /**
     * A gated feed-forward layer, plus a residual where one is given: y = residual + layer(input). A device may keep less
     * for the backward pass than the operations it is made of would. As with a linear layer, the residual's gradient is the
     * output's own.
     */
    default Result feedForward(Tensor input, FeedForward layer, @Nullable Tensor residual) {
        return SeparateFeedForward.of(this, input, layer, residual);
    }

    /** Turns every head of every row by the row's position. The input is used up: its memory may become the output's. */
    Result rotary(Tensor input, Rotary rotary, int[] positions);

    /** Causal attention within each packed sequence; see {@link AttentionShape}. */
    AttentionResult attention(Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing);

    /**
     * Causal attention for new rows of cached sequences: writes their keys and values to the cache, then lets each row
     * attend to its sequence up to and including itself. For inference only.
     */
    Tensor attention(
            Tensor queries,
            Tensor keys,
            Tensor values,
            AttentionShape shape,
            KeyValueCache cache,
            int layer,
            CachedRows rows);

    /** activation(gate) · up, element by element. */
    GatedResult gate(Tensor gate, Tensor up, Activation activation);

    /** The logits [rows, vocabulary] of all rows, for generation; there is no backward pass. */
    Tensor logits(Tensor hidden, Head head);

    /**
     * The output head and the loss of its logits, in pieces: the logits of all rows are never held together, and rows
     * without a target cost nothing.
     *
     * @param hidden [rows, hidden size]
     * @param targets one a row
     */
    Loss loss(Tensor hidden, Head head, Targets targets);

    @Override
    void close();
}
