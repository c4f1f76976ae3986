package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.format.sample.Split;

/** The pairs between the test set and the rest that come nearest to being too near. */
public final class NearMisses {
    private NearMisses() {}

    /**
     * The nearest pairs of kept rows, one of the test set and one of another split, that are less than this near, by what MinHash found.
     *
     * @param pairs of {@link NearNeighbours#pairs}
     * @return at most {@code most} rows of the ids, the similarity, and the keys of both lines
     */
    public static List<Row> of(Dataset<Row> kept, Dataset<Row> pairs, double threshold, int most) {
        Dataset<Row> near = Leaf.of(pairs.filter(col("jaccard").lt(lit(threshold)))
                .select(
                        explode(array(
                                        struct(col("one"), col("other")),
                                        struct(
                                                col("other").as("one"),
                                                col("one").as("other"))))
                                .as("edge"),
                        col("jaccard"))
                .select(col("edge.one").as("one"), col("edge.other").as("other"), col("jaccard")));
        if (near.isEmpty()) {
            return List.of();
        }
        boolean few = near.count() <= KnownHashes.FEW;
        Dataset<Row> rows = few ? kept.filter(KnownHashes.of(near.select("one")).has(col(GraphColumns.SET_KEY))) : kept;
        Dataset<Row> test = rows.filter(col("split").equalTo(Split.TEST.label()))
                .select(
                        col("id"),
                        col(Columns.LINE_KEY).as("key"),
                        col(GraphColumns.SET_KEY).as("testSet"));
        Dataset<Row> rest = rows.filter(col("split").notEqual(Split.TEST.label()))
                .select(
                        col("id").as("otherId"),
                        col(Columns.LINE_KEY).as("otherKey"),
                        col(GraphColumns.SET_KEY).as("otherSet"));
        return test.join(near, col("testSet").equalTo(col("one")))
                .join(rest, col("other").equalTo(col("otherSet")))
                .select(col("id"), col("otherId"), col("jaccard"), col("key"), col("otherKey"))
                .orderBy(col("jaccard").desc(), col("id"), col("otherId"))
                .limit(most)
                .collectAsList();
    }
}
