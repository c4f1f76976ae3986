package org.dasllm.dataset.curate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.RowStep;

/**
 * Row steps side by side: a candidate goes through them until one drops it.
 *
 * @param steps perhaps none
 */
record RowSteps(List<RowStep> steps) implements Serializable {
    RowSteps {
        steps = List.copyOf(steps);
    }

    /** Those from a place in a list up to the first step of another kind. */
    static RowSteps from(List<CurationStep> all, int place) {
        List<RowStep> steps = new ArrayList<>();
        for (CurationStep step : all.subList(place, all.size())) {
            if (!(step instanceof RowStep rowStep)) {
                break;
            }
            steps.add(rowStep);
        }
        return new RowSteps(steps);
    }

    int count() {
        return steps.size();
    }

    Decision decide(Candidate read) {
        Candidate candidate = read;
        for (RowStep step : steps) {
            Decision decision = step.decide(candidate);
            if (decision instanceof Rejection rejection) {
                if (!step.peopleMayOverrule() || !candidate.noted().containsKey(Candidate.DECIDED)) {
                    return decision;
                }
                candidate = candidate.seeing(
                        step, "kept by a person, though " + rejection.reason().meaning());
            } else {
                candidate = (Candidate) decision;
            }
        }
        return candidate;
    }

    /** In one pass over the rows; those that are dropped already stay as they are. */
    Dataset<Row> apply(Dataset<Row> rows) {
        RowFormat format = new RowFormat(rows.schema());
        int reason = rows.schema().fieldIndex(Columns.REASON);
        // Steps may hold as much as an executor can: once for each, and not for each task.
        Broadcast<RowSteps> shared = JavaSparkContext.fromSparkContext(
                        rows.sparkSession().sparkContext())
                .broadcast(this);
        return rows.map(
                (MapFunction<Row, Row>) row ->
                        row.isNullAt(reason) ? format.with(row, shared.value().decide(format.candidate(row))) : row,
                Encoders.row(rows.schema()));
    }
}
