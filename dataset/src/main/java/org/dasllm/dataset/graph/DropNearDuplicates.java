package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.format_number;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.config.NearDuplicates;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/**
 * Drops a row that is near one that stays: in another split always, with the test's rows first, then validation's; within a split where
 * that is asked for, unless the two have different labels, since what tells them apart may be one word. Of a split what a person
 * decided to keep comes first, then the least content hash. Between splits no pair is missed, since an exact join looks for them once more.
 *
 * <p>Rows of one split with one label and the same set of shingles are one node here. Ids are unique and repeated prompts gone by now.
 */
public final class DropNearDuplicates implements DatasetStep {
    private static final Reason IN_TEST =
            Reason.leak("near-duplicate-in-test", "nearly the same prompt is in the test set");
    private static final Reason IN_VALIDATION =
            Reason.of("near-duplicate-in-validation", "nearly the same prompt is in the validation set");
    private static final Reason IN_SPLIT = Reason.of(
            "near-duplicate", "nearly the same prompt stays in the same split, and no label says that they differ");

    private final NearDuplicates config;
    private final NightMemory memory;
    private final ShingleSets sets;

    /** @param sets those of the rows */
    public DropNearDuplicates(NearDuplicates config, NightMemory memory, ShingleSets sets) {
        this.config = config;
        this.memory = memory;
        this.sets = sets;
    }

    @Override
    public String name() {
        return "near-duplicates";
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(IN_TEST, IN_VALIDATION, IN_SPLIT);
    }

    @Override
    public boolean readsRowsAgain() {
        return true;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        // Free text has no labels, and hardly ever the same answer twice.
        Column label = when(size(col(Columns.LABELS)).gt(0), col(Columns.ANSWER));
        Dataset<Row> noded = rows.withColumn("nodeLabel", when(Marks.kept(), label))
                .withColumn(
                        "node",
                        when(
                                Marks.kept(),
                                xxhash64(
                                        col(GraphColumns.SET_KEY),
                                        col("split"),
                                        col("nodeLabel").isNull(),
                                        coalesce(col("nodeLabel"), lit("")))));
        Dataset<Row> exact = Leaf.of(new AcrossSplits(memory, sets, "assigned", config.across()).of(rows))
                .filter(col("one").notEqual(col("other")));
        Dataset<Row> nodes = Leaf.of(nodes(notAlone(noded.filter(Marks.kept()), exact)));
        Dataset<Row> links = Leaf.of(links(nodes, exact));
        if (!config.remove() && links.isEmpty()) {
            return rows;
        }
        Dataset<Row> gone = links.filter(col("removes"))
                .select("node", "order", "before", "beforeOrder", "jaccard")
                .repartition(1)
                .mapPartitions(new Survivors(), Encoders.row(Survivors.SCHEMA));
        Dataset<Row> survivors = nodes.select(
                col("node").as("survivorNode"),
                col("firstId").as("survivorId"),
                col("firstAnswer").as("survivorAnswer"),
                col("nodeSplit").as("survivorSplit"));
        Dataset<Row> fates = nodes.select(col("node").as("fateNode"), col("firstId"), col("firstAnswer"))
                .join(
                        gone.join(survivors, col("survivor").equalTo(col("survivorNode"))),
                        col("fateNode").equalTo(col("goes")),
                        "left")
                .join(
                        links.filter(col("beside"))
                                .select(col("node").as("besideNode"))
                                .distinct(),
                        col("fateNode").equalTo(col("besideNode")),
                        "left");
        return marked(noded.join(
                        KnownHashes.toJoin(Leaf.of(fates)),
                        Marks.keyToJoin("node").equalTo(col("fateNode")),
                        "left"))
                .drop("node", "nodeLabel")
                .drop(fates.columns());
    }

    /** The rows that share their set of shingles with another row, or are near one. */
    private Dataset<Row> notAlone(Dataset<Row> kept, Dataset<Row> exact) {
        Column set = col(GraphColumns.SET_KEY);
        KnownHashes shared = KnownHashes.again(kept.select(set));
        KnownHashes near = KnownHashes.of(
                sets.nearBothWays().select("one").union(exact.select("one")).union(exact.select("other")));
        return kept.filter(shared.has(set).or(near.has(set)));
    }

    /** One row for each split, label and set of shingles: its first row, and its neighbours. */
    private static Dataset<Row> nodes(Dataset<Row> kept) {
        Column order = concat(
                lit(2).minus(Marks.rank(col("split"))).cast(DataTypes.StringType),
                when(coalesce(col(Marks.SEALED), lit(false)), "0").otherwise("1"),
                when(Marks.decided(), "0").otherwise("1"),
                col(Columns.CONTENT_HASH),
                col("id"));
        return kept.groupBy("node")
                .agg(
                        min(struct(
                                        order.as("order"),
                                        col("id"),
                                        col(Columns.ANSWER).as("answer")))
                                .as("first"),
                        first(col("split")).as("nodeSplit"),
                        first(col("nodeLabel")).as("nodeLabel"),
                        first(col(GraphColumns.SET_KEY)).as("nodeSet"))
                .select(
                        col("node"),
                        col("nodeSplit"),
                        col("nodeLabel"),
                        col("nodeSet"),
                        col("first.order").as("order"),
                        col("first.id").as("firstId"),
                        col("first.answer").as("firstAnswer"));
    }

    /** Each node with the earlier ones that are near it. */
    private Dataset<Row> links(Dataset<Row> nodes, Dataset<Row> exact) {
        Dataset<Row> same =
                nodes.select(col("nodeSet").as("one"), col("nodeSet").as("other"), lit(1.0).as("jaccard"));
        Dataset<Row> pairs = sets.nearBothWays()
                .union(same)
                .union(exact.select("one", "other", "jaccard"))
                .union(exact.select(col("other"), col("one"), col("jaccard")))
                .dropDuplicates("one", "other");
        Dataset<Row> earlier = nodes.select(
                col("node").as("before"),
                col("nodeSet").as("beforeSet"),
                col("nodeSplit").as("beforeSplit"),
                col("nodeLabel").as("beforeLabel"),
                col("order").as("beforeOrder"));
        Column sameSplit = col("nodeSplit").equalTo(col("beforeSplit"));
        Column nearInSplit =
                sameSplit.and(lit(config.remove())).and(col("jaccard").geq(lit(config.threshold())));
        Column otherLabel = coalesce(col("nodeLabel").notEqual(col("beforeLabel")), lit(false));
        return nodes.join(pairs, col("nodeSet").equalTo(col("one")))
                .join(
                        earlier,
                        col("other")
                                .equalTo(col("beforeSet"))
                                .and(col("beforeOrder").lt(col("order"))))
                .select(
                        col("node"),
                        col("order"),
                        col("before"),
                        col("beforeOrder"),
                        col("jaccard"),
                        nearInSplit
                                .and(otherLabel.equalTo(false))
                                .or(sameSplit.equalTo(false).and(col("jaccard").geq(lit(config.across()))))
                                .as("removes"),
                        nearInSplit.and(otherLabel).as("beside"))
                .filter(col("removes").or(col("beside")));
    }

    private Dataset<Row> marked(Dataset<Row> rows) {
        Column again = lit(config.remove()).and(col("id").notEqual(col("firstId")));
        Column nearId = coalesce(col("survivorId"), when(again, col("firstId")));
        Column nearAnswer =
                when(col("survivorId").isNotNull(), col("survivorAnswer")).otherwise(col("firstAnswer"));
        Column rank = Marks.rank(col("survivorSplit"));
        Column reason = when(
                        rank.gt(Marks.rank(col("split"))),
                        when(rank.equalTo(2), Marks.code(IN_TEST)).otherwise(Marks.code(IN_VALIDATION)))
                .when(nearId.isNotNull(), Marks.code(IN_SPLIT));
        Column detail = concat(lit("near the row "), nearId, OtherAnswer.words(nearAnswer, col(Columns.ANSWER)));
        // A row that goes is compared with the one that it goes for, not with others that it would have stayed beside.
        Column other = coalesce(
                when(nearId.isNotNull(), nearAnswer.notEqual(col(Columns.ANSWER)))
                        .otherwise(col("besideNode").isNotNull()),
                lit(false));
        Dataset<Row> told = rows.withColumn(
                OtherAnswer.COLUMN,
                when(Marks.kept(), other.or(col(OtherAnswer.COLUMN))).otherwise(col(OtherAnswer.COLUMN)));
        Column seen = when(
                Marks.kept().and(nearId.isNotNull()),
                concat(
                        lit("similarity "),
                        format_number(coalesce(col("survivorJaccard"), lit(1.0)), 2),
                        lit(" with the row "),
                        nearId));
        return Marks.drop(Marks.see(told, this, seen), reason, detail);
    }
}
