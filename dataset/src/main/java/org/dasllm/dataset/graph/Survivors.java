package org.dasllm.dataset.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Who stays of those that are near each other: the first in their order stays, then each that is near none that stays. Whoever goes is
 * near the survivor that is named with it. All edges are in one task; there are as many as verified pairs, and no rows.
 *
 * <p>In: {@code node}, {@code order}, {@code before}, {@code beforeOrder}, {@code jaccard}, with {@code beforeOrder < order}. Out:
 * {@code goes}, {@code survivor}, {@code jaccard}.
 */
final class Survivors implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    static final StructType SCHEMA = new StructType()
            .add("goes", DataTypes.LongType, false)
            .add("survivor", DataTypes.LongType, false)
            .add("survivorJaccard", DataTypes.DoubleType, false);

    private record Edge(int before, double jaccard) {}

    @Override
    public Iterator<Row> call(Iterator<Row> edges) {
        LongIndex index = new LongIndex();
        List<String> orders = new ArrayList<>();
        Map<Integer, List<Edge>> before = new HashMap<>();
        while (edges.hasNext()) {
            Row edge = edges.next();
            int node = number(index, orders, edge.getLong(0), edge.getString(1));
            int earlier = number(index, orders, edge.getLong(2), edge.getString(3));
            before.computeIfAbsent(node, key -> new ArrayList<>()).add(new Edge(earlier, edge.getDouble(4)));
        }
        boolean[] goes = new boolean[index.size()];
        List<Row> rows = new ArrayList<>();
        IntStream.range(0, index.size())
                .boxed()
                .sorted(Comparator.comparing(orders::get))
                .forEach(node -> before.getOrDefault(node, List.of()).stream()
                        .filter(edge -> !goes[edge.before()])
                        .min(Comparator.comparing(edge -> orders.get(edge.before())))
                        .ifPresent(edge -> {
                            goes[node] = true;
                            rows.add(RowFactory.create(index.key(node), index.key(edge.before()), edge.jaccard()));
                        }));
        return rows.iterator();
    }

    private static int number(LongIndex index, List<String> orders, long key, String order) {
        int number = index.add(key);
        if (number == orders.size()) {
            orders.add(order);
        }
        return number;
    }
}
