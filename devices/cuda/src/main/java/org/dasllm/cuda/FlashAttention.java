package org.dasllm.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Packing;

/**
 * Attention over packed sequences on tensor cores: factors are rounded to bf16, sums are float32. The backward keeps one
 * number a row and head, and rounds its factors again.
 */
final class FlashAttention {
    private static final int WARPS = 4;
    private static final int THREADS = 32 * WARPS;
    /** Rows of a tile in the backward. */
    private static final int BACKWARD_ROWS = 16 * WARPS;

    private static final float LOG2_E = (float) (1 / Math.log(2));

    /** With fewer blocks a multiprocessor than this, heads that share keys get blocks of their own for these. */
    private static final int FEW_BLOCKS = 8;

    private final CudaPass pass;
    private final AttentionShape shape;
    private final Variant variant;
    private final Packing packing;
    private final CudaTensor queries;
    private final CudaTensor keys;
    private final CudaTensor values;
    private final CudaTensor output;
    /** [heads, rows], to the base of 2; 0 in a pass that does not train. */
    private final long logSums;

    /**
     * What is compiled for heads up to a size.
     *
     * @param rows of a tile of queries in the forward
     * @param walked rows of a tile of the other side
     * @param slices blocks that share the columns of keys' gradients
     */
    private record Variant(int size, int rows, int walked, int slices) {
        private static final List<Variant> ALL =
                List.of(new Variant(64, 128, 64, 1), new Variant(128, 128, 64, 1), new Variant(256, 64, 32, 2));

        static Variant of(int headSize) {
            return ALL.stream()
                    .filter(each -> headSize <= each.size)
                    .findFirst()
                    .orElseThrow();
        }

        /** Own tiles, and two stages of two tiles each. */
        int bytes(int ownRows) {
            return size * (ownRows + 4 * walked) * Short.BYTES;
        }

        int forwardBytes() {
            return bytes(rows);
        }

        int queriesBackwardBytes() {
            return bytes(2 * BACKWARD_ROWS);
        }

        /** With two numbers a query, in two stages. */
        int keysBackwardBytes() {
            return bytes(2 * BACKWARD_ROWS) + 4 * walked * Float.BYTES;
        }
    }

    /** Factors in bf16; the queries are multiplied by what makes the scores' base 2. */
    private record Inputs(long queries, long keys, long values) {}

    /** Whether the card, and these kernels, can do it. */
    static boolean takes(AttentionShape shape, Gpu gpu) {
        return gpu.capability >= 80
                && shape.headSize() % 16 == 0
                && shape.headSize() <= 256
                && Variant.of(shape.headSize()).keysBackwardBytes() <= gpu.sharedBytes;
    }

    FlashAttention(
            CudaPass pass,
            CudaTensor queries,
            CudaTensor keys,
            CudaTensor values,
            AttentionShape shape,
            Packing packing) {
        this.pass = pass;
        this.shape = shape;
        this.variant = Variant.of(shape.headSize());
        this.packing = packing;
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.output = pass.take(queries.rows(), queries.columns());
        this.logSums = pass.training() ? pass.takeFloats((long) shape.heads() * queries.rows()) : 0;
        Arena.Mark mark = pass.mark();
        Inputs in = inputs();
        List<Tile> tiles = queryTiles(variant.rows);
        launch(
                "flash_forward_",
                tiles.size(),
                shape.heads(),
                variant.forwardBytes(),
                List.of(in.queries, in.keys, in.values, table(tiles)),
                List.of((long) queries.rows(), output.address(), logSums));
        pass.release(mark);
    }

    CudaTensor output() {
        return output;
    }

    AttentionResult.Gradients backward(CudaTensor gradient) {
        CudaTensor dQueries = pass.take(queries.rows(), queries.columns());
        CudaTensor dKeys = pass.take(keys.rows(), keys.columns());
        CudaTensor dValues = pass.take(values.rows(), values.columns());
        Arena.Mark mark = pass.mark();
        Inputs in = inputs();
        long rows = queries.rows();
        long narrowGradient = pass.take(gradient.count() * Short.BYTES);
        long delta = pass.takeFloats(rows * shape.heads());
        kernel("flash_delta")
                .launch(
                        Math.toIntExact((rows * shape.heads() + WARPS - 1) / WARPS),
                        1,
                        THREADS,
                        0,
                        gradient.address(),
                        output.address(),
                        shape.heads(),
                        shape.headSize(),
                        rows,
                        narrowGradient,
                        delta);
        List<Tile> tiles = queryTiles(BACKWARD_ROWS);
        launch(
                "flash_queries_backward_",
                tiles.size(),
                shape.heads(),
                variant.queriesBackwardBytes(),
                List.of(narrowGradient, in.queries, in.keys, in.values, logSums, delta, table(tiles)),
                List.of(rows, dQueries.address()));
        List<Tile> keyTiles = longestFirst(BACKWARD_ROWS, Comparator.comparingInt(tile -> tile.from() - tile.length()));
        int parts = parts(keyTiles.size());
        long keyParts = parts == 1 ? dKeys.address() : pass.takeFloats(parts * keys.count());
        long valueParts = parts == 1 ? dValues.address() : pass.takeFloats(parts * values.count());
        launch(
                "flash_keys_backward_",
                keyTiles.size(),
                shape.keyValueHeads() * parts * variant.slices,
                variant.keysBackwardBytes(),
                List.of(narrowGradient, in.queries, in.keys, in.values, logSums, delta, table(keyTiles)),
                List.of(parts, rows, keyParts, valueParts));
        if (parts > 1) {
            addParts(keyParts, parts, dKeys);
            addParts(valueParts, parts, dValues);
        }
        pass.release(mark);
        return new AttentionResult.Gradients(dQueries, dKeys, dValues);
    }

    private Inputs inputs() {
        return new Inputs(narrow(queries, shape.scale() * LOG2_E), narrow(keys, 1), narrow(values, 1));
    }

    private long narrow(CudaTensor tensor, float factor) {
        long result = pass.take(tensor.count() * Short.BYTES);
        long pairs = tensor.count() / 2;
        kernel("flash_narrow").overElements(pairs, tensor.address(), factor, result, pairs);
        return result;
    }

    /** In how many parts the heads that share keys are added up: 1, or as many as they are, so that the card is filled. */
    private int parts(int tiles) {
        int blocks = tiles * shape.keyValueHeads() * variant.slices;
        return blocks < FEW_BLOCKS * pass.gpu().multiprocessors ? shape.heads() / shape.keyValueHeads() : 1;
    }

    private void addParts(long parts, int count, CudaTensor sum) {
        kernel("flash_add_parts").overElements(sum.count(), parts, count, sum.count(), sum.address());
    }

    private List<Tile> queryTiles(int rows) {
        return longestFirst(rows, Comparator.comparingInt(tile -> -tile.from()));
    }

    /** Blocks begin in the order of their tiles: what takes longest should not begin last. */
    private List<Tile> longestFirst(int rows, Comparator<Tile> order) {
        return Tile.of(packing, rows).stream().sorted(order).toList();
    }

    private long table(List<Tile> tiles) {
        return pass.constant(Tile.table(tiles));
    }

    private Kernels.Kernel kernel(String name) {
        return pass.kernel("flash", "flash_" + variant.size, List.of("-DFLASH_SIZE=" + variant.size), name);
    }

    /** A kernel's arguments: inputs, the shape, and the rest. */
    private void launch(String kernel, int tiles, int heads, int sharedBytes, List<Object> inputs, List<Object> rest) {
        List<Object> arguments = new ArrayList<>(inputs);
        arguments.addAll(Heads.of(shape));
        arguments.addAll(rest);
        kernel(kernel + variant.size).launch(tiles, heads, THREADS, sharedBytes, arguments.toArray());
    }
}
