package org.dasllm.nd4j;

import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The ND4J calls that every other class is written in. All write to arrays that exist: a product through {@link Mmul} takes
 * row-major operands as they are, while {@code INDArray.mmuli} copies its result to column-major order first.
 */
final class Operations {
    private Operations() {}

    /** result = alpha · a·b + beta · result, each operand transposed where its flag says so; in batches for rank 3. */
    static void multiply(
            INDArray a,
            boolean transposeA,
            INDArray b,
            boolean transposeB,
            INDArray result,
            double alpha,
            double beta) {
        MMulTranspose transpose = MMulTranspose.builder()
                .transposeA(transposeA)
                .transposeB(transposeB)
                .build();
        Nd4j.exec(new Mmul(a, b, result, alpha, beta, transpose));
    }

    /** result[i] = source[index[i]], row by row. */
    static void pull(INDArray source, int[] index, INDArray result) {
        Nd4j.pullRows(source, result, 1, index);
    }

    /** target[index[i]] = source[i], row by row; no index twice. */
    static void putRows(INDArray target, int[] index, INDArray source) {
        scatter("scatter_upd", target, index, source);
    }

    /** target[index[i]] += source[i], row by row; no index twice. */
    static void addRows(INDArray target, int[] index, INDArray source) {
        scatter("scatter_add", target, index, source);
    }

    private static void scatter(String operation, INDArray target, int[] index, INDArray source) {
        try (INDArray indices = Nd4j.createFromArray(index)) {
            Nd4j.exec(DynamicCustomOp.builder(operation)
                    .addInputs(target, indices, source)
                    .addOutputs(target)
                    .build());
        }
    }

    /** Softmax of every row, in place. */
    static void softmax(INDArray matrix) {
        Nd4j.exec(new SoftMax(matrix, matrix, 1));
    }

    /** Rows first to first + count, the same memory. */
    static INDArray rows(INDArray matrix, long first, long count) {
        return first == 0 && count == matrix.size(0)
                ? matrix
                : matrix.get(NDArrayIndex.interval(first, first + count), NDArrayIndex.all());
    }

    /** The numbers of a whole array, row by row; waits for them. */
    static float[] toFloats(INDArray array) {
        return array.data().asFloat();
    }
}
