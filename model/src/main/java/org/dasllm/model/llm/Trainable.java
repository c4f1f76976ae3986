package org.dasllm.model.llm;

import org.dasllm.model.lora.LoraSpec;

/** Which parameters of a loaded model learn. */
public sealed interface Trainable {
    /** None: inference. */
    Trainable NOTHING = new Nothing();

    /** All weights, embedding and head included. */
    Trainable EVERYTHING = new Everything();

    /** Only low-rank adapters. */
    static Trainable adapters(LoraSpec spec) {
        return adapters(spec, FrozenBase.STORED);
    }

    /** Only low-rank adapters, beside weights that are kept in the given way. */
    static Trainable adapters(LoraSpec spec, FrozenBase base) {
        return new Adapters(spec, base);
    }

    /** See {@link #NOTHING}. */
    record Nothing() implements Trainable {}

    /** See {@link #EVERYTHING}. */
    record Everything() implements Trainable {}

    /** See {@link #adapters(LoraSpec, FrozenBase)}. */
    record Adapters(LoraSpec spec, FrozenBase base) implements Trainable {}
}
