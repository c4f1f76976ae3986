package org.dasllm.nd4j;

import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A frozen weight in 4 bits, in the Java heap; every product widens it anew. */
record QuantisedParameter(Nf4Matrix matrix) implements Parameter {

    /** The numbers of a linear layer's weight, in the given memory where they have to be widened. */
    static INDArray weight(Scratch memory, Parameter parameter) {
        return parameter instanceof QuantisedParameter own
                ? memory.of(own.rows(), own.columns(), own.matrix.toFloats())
                : Nd4jParameter.values(parameter);
    }

    @Override
    public int rows() {
        return matrix.rows();
    }

    @Override
    public int columns() {
        return matrix.columns();
    }

    @Override
    public boolean trainable() {
        return false;
    }

    @Override
    public float[] read() {
        return matrix.toFloats();
    }

    @Override
    public void write(float[] values) {
        throw new UnsupportedOperationException("A weight in NF4 is not written to");
    }

    @Override
    public void close() {
        // The garbage collector has it.
    }

    @Override
    public float[] readGradient() {
        throw new IllegalStateException("A frozen parameter has no gradient");
    }
}
