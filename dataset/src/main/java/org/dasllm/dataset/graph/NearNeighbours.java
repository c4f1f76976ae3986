package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.config.NearDuplicates;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/**
 * Finds the prompts that are near each other: candidates by MinHash, each verified by exact Jaccard similarity. Prompts with the same set of
 * shingles are one here, so that a prompt that occurs a thousand times costs as much as one. Drops nothing.
 */
public final class NearNeighbours implements DatasetStep {
    private static final DataType NEAR_TYPE = DataTypes.createArrayType(
            new StructType().add("jaccard", DataTypes.DoubleType).add("other", DataTypes.LongType));

    /** The sets of the night before, their verified pairs, and whether too many of them shared a band. */
    private static final String SETS = "sets";

    private static final String PAIRS = "pairs";
    private static final String CROWDED = "crowded bands";

    private final NightMemory memory;

    public NearNeighbours(NightMemory memory) {
        this.memory = memory;
    }

    @Override
    public String name() {
        return "near-neighbours";
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public boolean readsRowsAgain() {
        return true;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Dataset<Row> sets = Leaf.of(rows.filter(Marks.kept())
                .select(
                        col(GraphColumns.SET_KEY).as("one"),
                        col(GraphColumns.SET).as("oneSet"))
                .dropDuplicates("one"));
        Dataset<Row> pairs = Leaf.of(withMemory(sets).orElseGet(() -> all(sets)));
        memory.replace(SETS, sets.select("one"));
        memory.replace(PAIRS, pairs);
        if (pairs.isEmpty()) {
            // As in most data that people wrote: then nothing has to be joined to every row.
            return rows.withColumn(GraphColumns.NEAR, lit(null).cast(NEAR_TYPE));
        }
        Column there = struct(col("one").as("from"), col("jaccard"), col("other"));
        Column back = struct(col("other").as("from"), col("jaccard"), col("one").as("other"));
        Dataset<Row> neighbours = pairs.select(explode(array(there, back)).as("edge"))
                .groupBy(col("edge.from").as("from"))
                .agg(sort_array(collect_list(struct(col("edge.jaccard"), col("edge.other"))), false)
                        .as(GraphColumns.NEAR));
        return rows.join(
                        KnownHashes.toJoin(Leaf.of(neighbours)),
                        Marks.keyToJoin(GraphColumns.SET_KEY).equalTo(col("from")),
                        "left")
                .drop("from");
    }

    private Dataset<Row> all(Dataset<Row> sets) {
        CandidatePairs.Found found = new CandidatePairs().of(sets);
        memory.fact(CROWDED, found.crowded());
        return SetPairs.verified(Leaf.of(found.pairs()), sets, NearDuplicates.LEAST_THRESHOLD);
    }

    /** The pairs that were verified the night before, and those with a fresh set; empty where that does not come to all pairs. */
    private Optional<Dataset<Row>> withMemory(Dataset<Row> sets) {
        Optional<Dataset<Row>> before = memory.table(SETS);
        Optional<Dataset<Row>> known = memory.table(PAIRS);
        if (before.isEmpty() || known.isEmpty() || memory.fact(CROWDED)) {
            return Optional.empty();
        }
        Dataset<Row> marked = Leaf.of(sets.join(
                        before.get().toDF("before"), col("one").equalTo(col("before")), "left")
                .select(col("one"), col("oneSet"), col("before").isNull().as("fresh")));
        Dataset<Row> here = sets.select("one");
        return new CandidatePairs().ofFresh(marked).map(candidates -> {
            memory.fact(CROWDED, false);
            return SetPairs.verified(Leaf.of(candidates), sets, NearDuplicates.LEAST_THRESHOLD)
                    .union(known.get()
                            .join(here, "one")
                            .join(here.toDF("other"), "other")
                            .select("one", "other", "jaccard"));
        });
    }
}
