package org.dasllm.cuda;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rows by the place that each adds to, so that every place is summed by one block in the rows' order.
 *
 * @param order rows, place by place, ascending within a place
 * @param starts where a place's rows begin in the order; one more at the end
 * @param places the places, ascending
 */
record RowGroups(int[] order, int[] starts, int[] places) {

    /** Groups rows by the place named for each. */
    static RowGroups of(int[] placeOfRow) {
        int[] order = IntStream.range(0, placeOfRow.length)
                .boxed()
                .sorted(Comparator.comparingInt(row -> placeOfRow[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] starts = new int[order.length + 1];
        int[] places = new int[order.length];
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || placeOfRow[order[i]] != placeOfRow[order[i - 1]]) {
                starts[count] = i;
                places[count++] = placeOfRow[order[i]];
            }
        }
        starts[count] = order.length;
        return new RowGroups(order, Arrays.copyOf(starts, count + 1), Arrays.copyOf(places, count));
    }
}
