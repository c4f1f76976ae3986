package org.dasllm.dataset.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Connected components of groups, by union and find over all edges in one task: some 50 bytes of memory for each vertex, and no rounds over
 * the data, however long a chain is.
 *
 * <p>In: {@code from}, {@code group} (whether {@code from} is a group), {@code to}. Out: {@code groupKey} and {@code root} of groups that
 * are connected with another group; equal roots are one component. The root is the least group of the component, so that the order of
 * the edges does not matter.
 */
final class Components implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    static final StructType SCHEMA =
            new StructType().add("connectedKey", DataTypes.LongType, false).add("root", DataTypes.LongType, false);

    @Override
    public Iterator<Row> call(Iterator<Row> edges) {
        LongIndex index = new LongIndex();
        int[] parents = new int[0];
        boolean[] groups = new boolean[0];
        while (edges.hasNext()) {
            Row edge = edges.next();
            int from = index.add(edge.getLong(0));
            int to = index.add(edge.getLong(2));
            int known = parents.length;
            if (index.size() > known) {
                parents = Arrays.copyOf(parents, Math.max(1 << 10, 2 * index.size()));
                for (int i = known; i < parents.length; i++) {
                    parents[i] = i;
                }
                groups = Arrays.copyOf(groups, parents.length);
            }
            groups[from] |= edge.getBoolean(1);
            int one = root(parents, from);
            int other = root(parents, to);
            parents[Math.max(one, other)] = Math.min(one, other);
        }
        return connected(index, parents, groups).iterator();
    }

    private static List<Row> connected(LongIndex index, int[] parents, boolean[] groups) {
        int size = index.size();
        int[] count = new int[size];
        long[] least = new long[size];
        Arrays.fill(least, Long.MAX_VALUE);
        for (int vertex = 0; vertex < size; vertex++) {
            if (groups[vertex]) {
                int root = root(parents, vertex);
                count[root]++;
                least[root] = Math.min(least[root], index.key(vertex));
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int vertex = 0; vertex < size; vertex++) {
            int root = root(parents, vertex);
            if (groups[vertex] && count[root] > 1) {
                rows.add(RowFactory.create(index.key(vertex), least[root]));
            }
        }
        return rows;
    }

    /** Halves the path on its way, so that later ones are short. */
    private static int root(int[] parents, int vertex) {
        int at = vertex;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }
}
