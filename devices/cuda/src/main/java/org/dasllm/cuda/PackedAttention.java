package org.dasllm.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Packing;

/** Attention over packed sequences in float32, tile by tile; the backward keeps one number a row and head. */
final class PackedAttention {
    private static final int WARPS = Kernels.THREADS / 32;

    private final CudaPass pass;
    private final AttentionShape shape;
    private final Variant variant;
    private final CudaTensor queries;
    private final CudaTensor keys;
    private final CudaTensor values;
    private final CudaTensor output;
    private final int tileCount;
    private final long tiles;
    /** [heads, rows]; 0 in a pass that does not train. */
    private final long logSums;

    /** Rows of a tile, and the most columns of a head in sixteens. */
    private record Variant(int tile, int sixteens) {
        private static final List<Variant> ALL = List.of(
                new Variant(64, 4), new Variant(64, 8), new Variant(32, 8), new Variant(32, 16), new Variant(16, 16));

        static Variant of(int headSize, int sharedBytes) {
            return ALL.stream()
                    .filter(each -> headSize <= 16 * each.sixteens && each.bytes(headSize, 4, 2) <= sharedBytes)
                    .findFirst()
                    .orElseThrow(() -> new UnsupportedOperationException(
                            "Attention with heads of " + headSize + " columns is not on the cuda device; 256 are"));
        }

        /** Shared memory of so many tiles of rows, and of scores. */
        int bytes(int headSize, int rowTiles, int scoreTiles) {
            return tile * (rowTiles * (headSize + 1) + scoreTiles * (tile + 1)) * Float.BYTES;
        }
    }

    PackedAttention(
            CudaPass pass,
            CudaTensor queries,
            CudaTensor keys,
            CudaTensor values,
            AttentionShape shape,
            Packing packing) {
        this.pass = pass;
        this.shape = shape;
        this.variant = Variant.of(shape.headSize(), pass.gpu().sharedBytes);
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.output = pass.take(queries.rows(), queries.columns());
        int[] table = Tile.table(Tile.of(packing, variant.tile));
        this.tileCount = table.length / 3;
        this.tiles = pass.constant(table);
        this.logSums = pass.training() ? pass.takeFloats((long) shape.heads() * queries.rows()) : 0;
        launch(
                "attention_forward",
                shape.heads(),
                variant.bytes(shape.headSize(), 2, 1),
                new Object[] {queries.address(), keys.address(), values.address(), tiles},
                output.address(),
                logSums);
    }

    CudaTensor output() {
        return output;
    }

    AttentionResult.Gradients backward(CudaTensor gradient) {
        CudaTensor dQueries = pass.take(queries.rows(), queries.columns());
        CudaTensor dKeys = pass.take(keys.rows(), keys.columns());
        CudaTensor dValues = pass.take(values.rows(), values.columns());
        Arena.Mark mark = pass.mark();
        long items = (long) queries.rows() * shape.heads();
        long delta = pass.takeFloats(items);
        pass.kernel("attention", module(), options(), "attention_delta")
                .launch(
                        Math.toIntExact((items + WARPS - 1) / WARPS),
                        1,
                        Kernels.THREADS,
                        0,
                        gradient.address(),
                        output.address(),
                        shape.heads(),
                        shape.headSize(),
                        (long) queries.rows(),
                        delta);
        Object[] inputs = {
            gradient.address(), queries.address(), keys.address(), values.address(), logSums, delta, tiles
        };
        launch(
                "attention_queries_backward",
                shape.heads(),
                variant.bytes(shape.headSize(), 4, 1),
                inputs,
                dQueries.address());
        launch(
                "attention_keys_backward",
                shape.keyValueHeads(),
                variant.bytes(shape.headSize(), 4, 2),
                inputs,
                dKeys.address(),
                dValues.address());
        pass.release(mark);
        return new AttentionResult.Gradients(dQueries, dKeys, dValues);
    }

    /** The compiled variant's name. */
    private String module() {
        return "attention_" + variant.tile + "_" + variant.sixteens;
    }

    private List<String> options() {
        return List.of("-DVARIANT_TILE=" + variant.tile, "-DVARIANT_COLUMNS=" + variant.sixteens);
    }

    /** A kernel's arguments: inputs, the shape, the number of rows, outputs. */
    private void launch(String kernel, int heads, int sharedBytes, Object[] inputs, Object... outputs) {
        List<Object> arguments = new ArrayList<>(Arrays.asList(inputs));
        arguments.addAll(Heads.of(shape));
        arguments.add((long) queries.rows());
        arguments.addAll(Arrays.asList(outputs));
        String suffix = "_" + variant.tile + "_" + variant.sixteens;
        pass.kernel("attention", module(), options(), kernel + suffix)
                .launch(tileCount, heads, Kernels.THREADS, sharedBytes, arguments.toArray());
    }
}
