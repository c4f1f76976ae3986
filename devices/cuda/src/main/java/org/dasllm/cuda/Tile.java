package org.dasllm.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.tensor.Packing;

/**
 * Rows of one sequence that a block of attention works on.
 *
 * @param first the sequence's first row
 * @param length the sequence's length
 * @param from the tile's first position in it
 */
record Tile(int first, int length, int from) {
    /** All sequences' tiles of so many rows, in the rows' order. */
    static List<Tile> of(Packing packing, int rows) {
        List<Tile> tiles = new ArrayList<>();
        int first = 0;
        for (int s = 0; s < packing.sequences(); s++) {
            int length = packing.length(s);
            for (int from = 0; from < length; from += rows) {
                tiles.add(new Tile(first, length, from));
            }
            first += length;
        }
        return tiles;
    }

    /** As the kernels read them. */
    static int[] table(List<Tile> tiles) {
        return tiles.stream()
                .flatMapToInt(tile -> IntStream.of(tile.first, tile.length, tile.from))
                .toArray();
    }
}
