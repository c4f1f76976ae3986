package org.dasllm.tensor.reference;

import org.dasllm.tensor.AttentionShape;

/** x → cap · tanh(x / cap), or x itself where there is no cap. */
record SoftCap(double cap) {

    private boolean none() {
        return cap == AttentionShape.UNCAPPED;
    }

    double value(double x) {
        return none() ? x : cap * Math.tanh(x / cap);
    }

    /** The derivative where the value is the given one. */
    double slope(double value) {
        return none() ? 1 : 1 - value / cap * (value / cap);
    }
}
