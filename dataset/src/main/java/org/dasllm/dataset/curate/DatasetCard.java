package org.dasllm.dataset.curate;

import java.util.List;
import java.util.Map;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * What is in a curated dataset and how it came to be; written as {@code card.json}. The same inputs and configuration
 * give the same card.
 *
 * @param lines lines read, blank ones not counted
 * @param splits by name: train, validation, test
 * @param dropped by the reason's code
 * @param steps in their order, each with what it dropped and what it counted
 * @param task what an answer is; null where nothing says it and any text is one
 * @param versions what made it
 */
public record DatasetCard(
        long lines,
        Map<String, Split> splits,
        Map<String, Dropped> dropped,
        List<Step> steps,
        List<Check> leakageChecks,
        @Nullable Task task,
        CurateConfig configuration,
        List<InputFile> inputs,
        Map<String, String> versions) {

    /**
     * One split.
     *
     * @param contentHash SHA-256 over the rows' SHA-256, sorted, each on a line
     * @param groups how many different groups its rows have
     * @param labels per answer field, how often each value occurs
     * @param attributes per attribute, how often each value occurs; the most frequent values only
     */
    public record Split(
            long rows,
            long groups,
            String contentHash,
            Map<String, Map<String, Long>> labels,
            Map<String, Map<String, Long>> attributes) {}

    /** How many rows were dropped for a reason, and what the reason means. */
    public record Dropped(long rows, String meaning) {}

    /**
     * A step of the curation.
     *
     * @param dropped by reason, in the order in which the step looks; only reasons that occur
     */
    public record Step(String name, List<ReasonCount> dropped, List<Found> found) {
        public Step {
            dropped = List.copyOf(dropped);
            found = List.copyOf(found);
        }
    }

    /** How many rows a step dropped for a reason. */
    public record ReasonCount(String reason, long rows) {}

    /** Something that a step counted. */
    public record Found(String name, long count, String meaning) {}

    /** What a step counted under a name; 0 where no step did. */
    public long found(String name) {
        return steps.stream()
                .flatMap(step -> step.found().stream())
                .filter(found -> found.name().equals(name))
                .mapToLong(Found::count)
                .sum();
    }

    /**
     * A check on the finished rows, apart from the steps that should have seen to it.
     *
     * @param found how many offend; the check holds at 0
     */
    public record Check(String name, long found) {
        public boolean holds() {
            return found == 0;
        }
    }
}
