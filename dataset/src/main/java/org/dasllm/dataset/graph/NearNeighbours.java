package org.dasllm.dataset.graph;

import static java.util.Objects.requireNonNull;
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
import org.jspecify.annotations.Nullable;

/**
 * Finds the prompts that are near each other: candidates by MinHash, each verified by exact Jaccard similarity. Prompts with the same set of
 * shingles are one here, so that a prompt that occurs a thousand times costs as much as one. Drops nothing.
 */
public final class NearNeighbours implements DatasetStep {
    /** The column with what was found. */
    public static final String COLUMN = GraphColumns.NEAR;

    private static final DataType NEAR_TYPE = DataTypes.createArrayType(
            new StructType().add("jaccard", DataTypes.DoubleType).add("other", DataTypes.LongType));

    /** The verified pairs of all sets of the nights before, and whether too many of them shared a band. */
    private static final String PAIRS = "pairs";

    private static final String CROWDED = "crowded bands";

    private final NightMemory memory;
    private final ShingleSets sets;
    private @Nullable Known known;
    private @Nullable Dataset<Row> pairs;

    /**
     * What was known and what is new.
     *
     * @param pairs of all sets, verified
     * @param fresh those of them that have a new set; a leaf
     */
    private record Known(Dataset<Row> pairs, Dataset<Row> fresh) {}

    /** @param sets those of the rows */
    public NearNeighbours(NightMemory memory, ShingleSets sets) {
        this.memory = memory;
        this.sets = sets;
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
    public boolean looksAtConnectedRowsAlone() {
        return true;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Dataset<Row> near = Leaf.of(withMemory().orElseGet(this::all));
        if (near.isEmpty()) {
            // As in most data that people wrote: then nothing has to be joined to every row.
            return rows.withColumn(GraphColumns.NEAR, lit(null).cast(NEAR_TYPE));
        }
        Column there = struct(col("one").as("from"), col("jaccard"), col("other"));
        Column back = struct(col("other").as("from"), col("jaccard"), col("one").as("other"));
        Dataset<Row> neighbours = near.select(explode(array(there, back)).as("edge"))
                .groupBy(col("edge.from").as("from"))
                .agg(sort_array(collect_list(struct(col("edge.jaccard"), col("edge.other"))), false)
                        .as(GraphColumns.NEAR));
        return rows.join(
                        KnownHashes.toJoin(Leaf.of(neighbours)),
                        Marks.keyToJoin(GraphColumns.SET_KEY).equalTo(col("from")),
                        "left")
                .drop("from");
    }

    private Dataset<Row> all() {
        CandidatePairs.Found found = new CandidatePairs().of(sets.all());
        memory.fact(CROWDED, found.crowded());
        if (memory.active() && found.crowded()) {
            // Then it depends on all of them which pairs are looked at, and other nights' sets must not be among them.
            Dataset<Row> ofRows = Leaf.of(sets.ofRows());
            return among(Leaf.of(verified(new CandidatePairs().of(ofRows).pairs(), ofRows)));
        }
        Dataset<Row> all = Leaf.of(verified(found.pairs(), sets.all()));
        memory.replace(PAIRS, all);
        return among(all);
    }

    /** Of all verified pairs those of the rows that are here. */
    private Dataset<Row> among(Dataset<Row> all) {
        pairs = all;
        return sets.amongRows(all);
    }

    private static Dataset<Row> verified(Dataset<Row> candidates, Dataset<Row> sets) {
        return SetPairs.verified(Leaf.of(candidates), sets, NearDuplicates.LEAST_THRESHOLD);
    }

    /** The pairs that were verified the nights before, and those with a fresh set; empty where that does not come to all pairs. */
    private Optional<Dataset<Row>> withMemory() {
        return known().map(found -> {
            memory.fact(CROWDED, false);
            Dataset<Row> here = Leaf.of(among(found.pairs()));
            if (memory.hasRoom()) {
                memory.add(PAIRS, found.fresh());
            } else {
                memory.replace(PAIRS, here);
            }
            return here;
        });
    }

    private Optional<Known> known() {
        if (known == null) {
            Optional<Dataset<Row>> before = memory.table(PAIRS);
            if (before.isEmpty() || memory.fact(CROWDED)) {
                return Optional.empty();
            }
            known = new CandidatePairs()
                    .ofFresh(sets.all(), sets.fresh())
                    .map(candidates -> Leaf.of(verified(candidates, sets.all())))
                    .map(fresh -> new Known(before.get().unionByName(fresh), fresh))
                    .orElse(null);
        }
        return Optional.ofNullable(known);
    }

    /**
     * Before the rows are here, what is near some sets; empty where only all sets together say it.
     *
     * @param some hashes of sets
     * @param threshold the least Jaccard similarity
     * @return column {@code one}
     */
    public Optional<Dataset<Row>> of(KnownHashes some, double threshold) {
        return known().map(found -> {
            Dataset<Row> near = found.pairs().filter(col("jaccard").geq(lit(threshold)));
            return near.filter(some.has(col("one")))
                    .select(col("other").as("one"))
                    .union(near.filter(some.has(col("other"))).select(col("one")));
        });
    }

    /** The verified pairs of tonight's sets, with a memory also of others, when the step was applied: columns {@code one}, {@code other} and {@code jaccard}. */
    public Dataset<Row> pairs() {
        return requireNonNull(pairs);
    }
}
