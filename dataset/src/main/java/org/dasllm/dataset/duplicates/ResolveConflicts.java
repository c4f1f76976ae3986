package org.dasllm.dataset.duplicates;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_concat;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.config.Conflicts;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/**
 * Where a split has a prompt with more than one answer: lets the answers vote, one vote for each row, be it another sample of the same teacher or
 * of another teacher; or drops all of them. Ties, and margins that are too small, go to quarantine as a whole. A row that a person
 * decided, or that the remembered test set holds, wins over any number of others.
 */
public final class ResolveConflicts implements DatasetStep {
    private static final Reason AMBIGUOUS = Reason.of(
            "ambiguous-label",
            "its prompt is in the same split with other answers, and none leads by the margin that is asked for");
    private static final Reason OUTVOTED =
            Reason.of("outvoted", "its prompt is in the same split with another answer that more rows have");

    /** The attributes that say how the vote ended. */
    static final String VOTES = "label_votes";

    static final String MARGIN = "label_margin";

    private final Conflicts config;

    /** @param config with another rule than the first row's */
    public ResolveConflicts(Conflicts config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "label-votes";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(AMBIGUOUS, OUTVOTED);
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.rows(
                "voted-labels",
                "Rows kept whose answer was voted on",
                Marks.kept().and(col("attributes").getItem(VOTES).isNotNull())));
    }

    @Override
    public boolean readsRowsAgain() {
        return true;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Column sure = when(col(Marks.SEALED).or(Marks.decided()), 1).otherwise(0);
        Dataset<Row> ballots = rows.filter(Marks.kept())
                .groupBy(
                        col(GraphColumns.PROMPT_KEY).as("ballotKey"),
                        col("split").as("ballotSplit"),
                        col(Columns.ANSWER).as("ballotAnswer"))
                .agg(max(sure).as("sure"), count(lit(1)).as("votes"))
                .groupBy("ballotKey", "ballotSplit")
                .agg(
                        sort_array(collect_list(struct(col("sure"), col("votes"), col("ballotAnswer"))), false)
                                .as("ballots"),
                        sum("votes").as("allVotes"));
        Dataset<Row> voted = rows.join(
                ballots,
                Marks.kept()
                        .and(coalesce(col(GraphColumns.PROMPT_KEY), col(Columns.CONTENT_HASH))
                                .equalTo(col("ballotKey")))
                        .and(col("split").equalTo(col("ballotSplit"))),
                "left");
        Column first = get(col("ballots"), lit(0));
        Column second = get(col("ballots"), lit(1));
        Column surer = first.getField("sure").gt(coalesce(second.getField("sure"), lit(0)));
        Column margin = first.getField("votes").minus(coalesce(second.getField("votes"), lit(0L)));
        Column several = size(col("ballots")).gt(1);
        boolean vote = config.rule() == Conflicts.Rule.VOTE;
        Column decided = surer.or(lit(vote).and(margin.geq(config.leastMargin())));
        Column reason = when(several.and(not(decided)), Marks.code(AMBIGUOUS))
                .when(several.and(col(Columns.ANSWER).notEqual(first.getField("ballotAnswer"))), Marks.code(OUTVOTED));
        Column words = concat_ws(
                ", ",
                transform(
                        col("ballots"),
                        ballot -> concat(
                                ballot.getField("votes").cast(DataTypes.StringType),
                                lit(" for "),
                                OtherAnswer.excerpt(ballot.getField("ballotAnswer")))));
        Dataset<Row> dropped = Marks.drop(voted, reason, words);
        Column counted = map(
                lit(VOTES),
                        concat(
                                first.getField("votes").cast(DataTypes.StringType),
                                lit("/"),
                                col("allVotes").cast(DataTypes.StringType)),
                lit(MARGIN), greatest(margin, lit(0L)).cast(DataTypes.StringType));
        Column others = map_filter(col("attributes"), (key, value) -> not(key.isin(VOTES, MARGIN)));
        return Marks.see(dropped, this, when(Marks.kept().and(several), words))
                .withColumn(
                        "attributes",
                        when(
                                        Marks.kept().and(col("allVotes").gt(1)),
                                        map_from_entries(array_sort(map_entries(map_concat(others, counted)))))
                                .otherwise(col("attributes")))
                .drop("ballotKey", "ballotSplit", "ballots", "allVotes");
    }
}
