package org.dasllm.model.blocks;

import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;

/** A part of a decoder that reads the residual stream [rows, hidden size] and writes it back. */
public interface Block {

    /** Whether the block has a parameter that learns. */
    boolean trainable();

    /** Whole sequences, none of which is in a cache. */
    Result forward(Pass pass, Tensor input, Packing packing);

    /** New rows of cached sequences; for inference only. */
    Tensor forward(Pass pass, Tensor input, KeyValueCache cache, CachedRows rows);
}
