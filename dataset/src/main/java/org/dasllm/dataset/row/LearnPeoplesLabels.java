package org.dasllm.dataset.row;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;
import org.dasllm.format.sample.Split;

/**
 * Outside the test set the answer that is learnt is the one that people gave, where they gave one (the sample's evidence names them). In the
 * test set the teacher's answer stays beside it, since the teacher is judged by it too. An answer that is replaced loses its tokens, which are
 * those of what the teacher wrote.
 */
public final class LearnPeoplesLabels implements DatasetStep {
    @Override
    public String name() {
        return "peoples-labels";
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.rows(
                "labelled-by-people",
                "Rows kept whose right answer people gave at the harvest",
                Marks.kept().and(byPeople())));
    }

    private static Column byPeople() {
        return coalesce(get_json_object(col("evidence"), "$.annotators[0]").isNotNull(), lit(false))
                .and(col("gold").isNotNull());
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Column learnt = Marks.kept().and(byPeople()).and(not(col("split").equalTo(Split.TEST.label())));
        Column replaced = learnt.and(not(col("completion").eqNullSafe(col("gold"))));
        return Marks.see(rows, this, when(replaced, lit("learnt as people answer it")))
                .withColumn("tokens", when(not(coalesce(replaced, lit(false))), col("tokens")))
                .withColumn("completion", when(learnt, col("gold")).otherwise(col("completion")));
    }
}
