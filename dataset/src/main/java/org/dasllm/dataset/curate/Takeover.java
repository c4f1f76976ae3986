package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.graph.AcrossSplits;
import org.dasllm.dataset.graph.ConnectingKeys;
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.graph.PromptKeys;
import org.dasllm.dataset.graph.Regions;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.split.AssignSplit;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;

/**
 * Which rows a night has to work out, and which fare as the night before. It works out the regions (see {@link Regions}) of all lines that are new, gone, there
 * another number of times, or decided on by people now or then; of rows of which the remembered test set says something else than the night before; and of rows that a new row is connected
 * with: by group, prompt, id, named key, near prompts that MinHash finds, or those that the exact join finds. The exact join is asked for the rows of regions in which lines
 * changed; that no other row came to be near one in another split is seen when all are worked out, by {@link #holds}.
 *
 * @param read the rows that are to be worked out, with their lines, as {@link RememberedRows#read} gives them
 * @param before what came the night before of the rows of these regions
 * @param rest what came of the others the night before
 * @param replaced the regions of the night before whose rows are not among the others
 * @param regions the same, by their numbers
 * @param searched the sets for which the exact join was asked
 */
record Takeover(
        Dataset<Row> read,
        Dataset<Row> before,
        Dataset<Row> rest,
        Dataset<Row> replaced,
        KnownHashes regions,
        KnownHashes searched) {
    /** Beyond so many lines that have to be read anew, or once more, all rows go through the steps; their hashes go to every executor. */
    private static final long MOST_LINES = 2_000_000;

    /** Most of what is new has to be read, which is remembered of rows that were in another file. */
    private static final long MOST_CHANGED = 500_000;

    /**
     * Finds out.
     *
     * @param lines tonight's
     * @param reader of those that are new
     * @param letGo is given what lets go of the rows, which are kept
     * @return empty where all rows have to go through the steps
     */
    static Optional<Takeover> of(
            Curation curation,
            CurateConfig config,
            InputLines lines,
            Broadcast<RowReader> reader,
            Consumer<Runnable> letGo) {
        NightMemory memory = curation.memory();
        Optional<Dataset<Row>> finished = curation.finished().finished();
        Optional<Dataset<Row>> known = curation.remembered().known();
        if (finished.isEmpty() || known.isEmpty() || !memory.hasRoom() || !curation.looksAtConnectedRowsAlone()) {
            return Optional.empty();
        }
        Search search = new Search(curation, config, finished.get());
        Dataset<Row> changed = search.changed(lines);
        if (changed.count() > MOST_CHANGED) {
            return Optional.empty();
        }
        Dataset<Row> anew = Leaf.kept(RememberedRows.readFew(lines.some(changed), known.get(), reader), letGo);
        curation.sets().add(anew);
        Optional<Found> found = search.replaced(changed, anew);
        if (found.isEmpty()) {
            curation.sets().forget();
            return Optional.empty();
        }
        KnownHashes regions = KnownHashes.of(found.get().replaced());
        Dataset<Row> again = Leaf.of(keys(finished.get().filter(regions.has(col(Regions.COLUMN))))
                .join(KnownHashes.toJoin(changed), keyNames(), "left_anti")
                .distinct());
        if (again.count() > MOST_LINES) {
            curation.sets().forget();
            return Optional.empty();
        }
        Dataset<Row> connected = Leaf.kept(RememberedRows.readFew(lines.some(again), known.get(), reader), letGo);
        memory.takeOver(true);
        return Optional.of(new Takeover(
                lines.together(anew.unionByName(connected)),
                finished.get().filter(regions.has(col(Regions.COLUMN))),
                finished.get().filter(not(regions.has(col(Regions.COLUMN)))).drop(FinishedRows.BY_PEOPLE),
                found.get().replaced(),
                regions,
                found.get().searched()));
    }

    /**
     * Whether no row that is taken over is near one that was worked out and is in another split than the night before. Where one is, which MinHash has to
     * miss and a known row's split to change for, all rows have to go through the steps.
     *
     * @param worked the rows that were worked out
     */
    boolean holds(Curation curation, CurateConfig config, Dataset<Row> worked) {
        Dataset<Row> moved = AcrossSplits.moved(
                        curation.comparedAcrossSplits(worked), curation.comparedAcrossSplits(before))
                .filter(not(searched.has(col("one"))));
        return acrossSplits(curation, config)
                .pairs(Leaf.of(moved), curation.comparedAcrossSplits(rest))
                .isEmpty();
    }

    private static AcrossSplits acrossSplits(Curation curation, CurateConfig config) {
        return new AcrossSplits(
                curation.memory(),
                curation.sets(),
                "assigned",
                config.nearDuplicates().across());
    }

    private static Dataset<Row> keys(Dataset<Row> rows) {
        return rows.select(Columns.FILE, Columns.LINE_KEY);
    }

    private static String[] keyNames() {
        return new String[] {Columns.FILE, Columns.LINE_KEY};
    }

    /** As {@link Takeover} has them. */
    private record Found(Dataset<Row> replaced, KnownHashes searched) {}

    /** @param finished the rows of the night before */
    private record Search(Curation curation, CurateConfig config, Dataset<Row> finished) {
        /** File and key of the lines that are there another number of times than the night before, or that people decided on, now or then. */
        Dataset<Row> changed(InputLines lines) {
            Dataset<Row> counted = lines.rows(new KeyOfLine(), KeyOfLine.SCHEMA)
                    .withColumn("times", lit(1))
                    .union(keys(finished).withColumn("times", lit(-1)))
                    .groupBy(Columns.FILE, Columns.LINE_KEY)
                    .agg(sum("times").as("times"));
            return Leaf.of(keys(counted.filter(col("times").notEqual(0)))
                    .union(keys(finished.filter(
                            col(FinishedRows.BY_PEOPLE).or(curation.finished().decidedTonight()))))
                    .distinct());
        }

        /**
         * Regions of the night before whose rows may fare otherwise tonight.
         *
         * @param changed of {@link #changed}
         * @param anew the rows of those lines that are there; leaves
         * @return empty where only all rows together say it
         */
        Optional<Found> replaced(Dataset<Row> changed, Dataset<Row> anew) {
            SparkSession session = finished.sparkSession();
            ConnectingKeys keys = new ConnectingKeys(config.together());
            double across = config.nearDuplicates().across();
            Dataset<Row> ofAnew = Leaf.of(keys.of(anew));
            KnownHashes sets = KnownHashes.of(sets(anew));
            return curation.near().of(sets, across).map(near -> {
                KnownHashes connecting = KnownHashes.of(ofAnew.union(near));
                KnownHashes lines = KnownHashes.of(changed.select(LineKey.shortened(col(Columns.LINE_KEY))));
                Column connected = keys.among(connecting).or(lines.has(LineKey.shortened(col(Columns.LINE_KEY))));
                Column stands =
                        col(AssignSplit.STANDING).equalTo(curation.split().standing(session));
                Dataset<Row> touched =
                        Leaf.of(finished.select(col(Regions.COLUMN), connected.as("connected"), stands.as("stands"))
                                .filter(col("connected").or(not(col("stands"))))
                                .select(Regions.COLUMN, "connected")
                                .distinct());
                KnownHashes all = KnownHashes.of(touched.select(Regions.COLUMN));
                KnownHashes some =
                        KnownHashes.of(touched.filter(col("connected")).select(Regions.COLUMN));
                // What MinHash has missed is found here, since it may come to be in another split tonight.
                Dataset<Row> searched = Leaf.of(
                        sets(anew).union(sets(finished.filter(in(some)))).distinct());
                KnownHashes partners = KnownHashes.of(
                        acrossSplits(curation, config).near(searched, sets(finished.filter(not(in(all))))));
                Dataset<Row> replaced = touched.select(Regions.COLUMN)
                        .union(finished.filter(partners.has(col(PromptKeys.SET_KEY)))
                                .select(Regions.COLUMN))
                        .distinct();
                return new Found(Leaf.of(replaced), KnownHashes.of(searched));
            });
        }

        private static Column in(KnownHashes regions) {
            return regions.has(col(Regions.COLUMN));
        }

        private static Dataset<Row> sets(Dataset<Row> rows) {
            return rows.select(col(PromptKeys.SET_KEY).as("one"))
                    .filter(col("one").isNotNull());
        }
    }
}
