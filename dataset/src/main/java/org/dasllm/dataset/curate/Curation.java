package org.dasllm.dataset.curate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.duplicates.DropNearDuplicates;
import org.dasllm.dataset.duplicates.DropRepeatedIds;
import org.dasllm.dataset.duplicates.DropRepeatedPrompts;
import org.dasllm.dataset.row.CheckAnswer;
import org.dasllm.dataset.row.PromptLength;
import org.dasllm.dataset.row.ReadSample;
import org.dasllm.dataset.split.AssignSplit;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Reason;
import org.dasllm.format.task.Task;

/**
 * The steps of a curation in their order.
 *
 * @param steps those after the reading
 */
record Curation(ReadSample reading, List<CurationStep> steps) {
    Curation {
        steps = List.copyOf(steps);
        Set<String> names = new HashSet<>();
        all(reading, steps).forEach(step -> {
            unique(names, "step", step.name());
            step.reasons().stream().map(Reason::code).forEach(code -> unique(names, "reason", code));
            step.evidence().stream().map(Evidence::name).forEach(name -> unique(names, "evidence", name));
        });
    }

    private static void unique(Set<String> names, String kind, String name) {
        if (!names.add(kind + " " + name)) {
            throw new IllegalArgumentException("two steps have the " + kind + " " + name);
        }
    }

    /** @param task what an answer is; any text where it is empty */
    static Curation of(CurateConfig config, Optional<Task> task) {
        List<CurationStep> steps = new ArrayList<>();
        steps.add(new PromptLength(config.promptCharacters()));
        steps.add(new AssignSplit(config.salt(), config.split()));
        steps.add(CheckAnswer.of(config, task));
        steps.add(new DropRepeatedPrompts(config.exactDuplicates()));
        steps.add(new DropRepeatedIds());
        if (config.nearDuplicates().remove()) {
            steps.add(new DropNearDuplicates(config.nearDuplicates().threshold()));
        }
        return new Curation(new ReadSample(), steps);
    }

    /** The reading and all steps after it. */
    List<CurationStep> all() {
        return all(reading, steps).toList();
    }

    private static Stream<CurationStep> all(ReadSample reading, List<CurationStep> steps) {
        return Stream.concat(Stream.of(reading), steps.stream());
    }

    /** The row steps before the first dataset step, which see a sample while it is read. */
    RowSteps whileReading() {
        return RowSteps.from(steps, 0);
    }

    /** All other steps, over the rows that were read. */
    Dataset<Row> apply(Dataset<Row> read) {
        Dataset<Row> rows = read;
        int at = whileReading().count();
        while (at < steps.size()) {
            if (steps.get(at) instanceof DatasetStep step) {
                rows = step.apply(rows);
                at++;
            } else {
                RowSteps together = RowSteps.from(steps, at);
                rows = together.apply(rows);
                at += together.count();
            }
        }
        return rows;
    }
}
