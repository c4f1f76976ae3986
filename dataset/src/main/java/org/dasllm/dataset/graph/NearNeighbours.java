package org.dasllm.dataset.graph;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.config.NearDuplicates;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Reason;

/**
 * Finds the prompts that are near each other: candidates by MinHash, each verified by exact Jaccard similarity. Prompts with the same set of
 * shingles are one here, so that a prompt that occurs a thousand times costs as much as one. What it finds is no column: few rows are near another. Drops nothing.
 */
public final class NearNeighbours implements DatasetStep {
    /** The verified pairs of all sets of the nights before, and whether too many of them shared a band. */
    private static final String PAIRS = "pairs";

    private static final String CROWDED = "crowded bands";

    private final NightMemory memory;
    private final ShingleSets sets;

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
    public Dataset<Row> apply(Dataset<Row> rows) {
        sets.near(Leaf.of(withMemory().orElseGet(this::all)));
        return rows;
    }

    private Dataset<Row> all() {
        CandidatePairs.Found found = new CandidatePairs().of(sets.all());
        memory.fact(CROWDED, found.crowded());
        if (memory.active() && found.crowded()) {
            // Then it depends on all of them which pairs are looked at, and other nights' sets must not be among them.
            Dataset<Row> ofRows = Leaf.of(sets.ofRows());
            return verified(new CandidatePairs().of(ofRows).pairs(), ofRows);
        }
        Dataset<Row> pairs = Leaf.of(verified(found.pairs(), sets.all()));
        memory.replace(PAIRS, pairs);
        return sets.amongRows(pairs);
    }

    private static Dataset<Row> verified(Dataset<Row> candidates, Dataset<Row> sets) {
        return SetPairs.verified(Leaf.of(candidates), sets, NearDuplicates.LEAST_THRESHOLD);
    }

    /** The pairs that were verified the nights before, and those with a fresh set; empty where that does not come to all pairs. */
    private Optional<Dataset<Row>> withMemory() {
        Optional<Dataset<Row>> known = memory.table(PAIRS);
        if (known.isEmpty() || memory.fact(CROWDED)) {
            return Optional.empty();
        }
        return new CandidatePairs().ofFresh(sets.all(), sets.fresh()).map(candidates -> {
            memory.fact(CROWDED, false);
            Dataset<Row> fresh = Leaf.of(verified(candidates, sets.all()));
            Dataset<Row> pairs = Leaf.of(sets.amongRows(known.get().unionByName(fresh)));
            if (memory.hasRoom()) {
                memory.add(PAIRS, fresh);
            } else {
                memory.replace(PAIRS, pairs);
            }
            return pairs;
        });
    }
}
