package org.dasllm.tensor;

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
     * target += other, element by element. In a training pass a result may keep its inputs for its backward: do not change
     * a tensor that an operation other than {@link #rotary} or a linear layer's residual has read.
     */
    void add(Tensor target, Tensor other);

    /** Rows of an embedding table: output[i] = scale · table[ids[i]]. The input gradient is an empty tensor [0, 0]. */
    Result gather(Parameter table, int[] ids, float scale);

    /** The given rows of the input, in that order; a row may appear more than once. */
    Result select(Tensor input, int[] rows);

    /** RMSNorm (Zhang and Sennrich, 2019, arXiv:1910.07467): x / √(mean(x²) + epsilon) · weight, per row. */
    Result norm(Tensor input, Parameter weight, float epsilon);

    /**
     * A linear layer, plus a residual where one is given: y = residual + linear(input). The gradient that
     * {@link Result#backward} returns is that of the input; the residual's is the output's own.
     */
    Result linear(Tensor input, Linear layer, @Nullable Tensor residual);

    default Result linear(Tensor input, Linear layer) {
        return linear(input, layer, null);
    }

    /** Turns every head of every row by the row's position. The input is used up: its memory may become the output's. */
    Result rotary(Tensor input, Rotary rotary, int[] positions);

    /** Causal attention within each packed sequence. */
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

    /**
     * The output head and the cross-entropy of its logits, in pieces: the logits of all rows are never held together, and
     * rows without a target cost nothing.
     *
     * @param hidden [rows, hidden size]
     * @param head weight [vocabulary, hidden size]
     * @param targets row by row, the token to be predicted or {@link Loss#IGNORED}
     */
    Loss crossEntropy(Tensor hidden, Linear head, int[] targets);

    @Override
    void close();
}
