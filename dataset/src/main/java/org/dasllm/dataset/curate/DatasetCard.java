package org.dasllm.dataset.curate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.dataset.gate.Gate;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * What is in a curated dataset and how it came to be; written as {@code card.json}. The same inputs and configuration
 * give the same card.
 *
 * @param version of the layout, see {@link #KIND}
 * @param lines lines read, blank ones not counted
 * @param splits by name: train, validation, test
 * @param dropped by the reason's code
 * @param steps in their order, each with what it dropped and what it counted
 * @param gates that were set, with what came of them
 * @param task what an answer is; null where nothing says it and any text is one
 * @param configuration as it was resolved, with all its keys
 * @param versions what made it
 * @param details histograms and single rows; null in cards of older versions
 */
public record DatasetCard(
        int version,
        long lines,
        Map<String, Split> splits,
        Map<String, Dropped> dropped,
        List<Step> steps,
        List<Check> leakageChecks,
        List<Gate> gates,
        @Nullable Task task,
        JsonNode configuration,
        List<InputFile> inputs,
        Map<String, String> versions,
        @Nullable Details details) {
    private static final FileKind KIND = new FileKind("the card of a dataset", "version", 4);

    /** A card as this program writes it. */
    DatasetCard(
            long lines,
            Map<String, Split> splits,
            Map<String, Dropped> dropped,
            List<Step> steps,
            List<Check> leakageChecks,
            List<Gate> gates,
            @Nullable Task task,
            CurateConfig configuration,
            List<InputFile> inputs,
            Map<String, String> versions,
            Details details) {
        this(
                KIND.version(),
                lines,
                splits,
                dropped,
                steps,
                leakageChecks,
                gates,
                task,
                // As it is read from a file, so that a card equals the one that is read back.
                Json.parse(Json.line(ConfigJson.of(configuration)), JsonNode.class, "the configuration"),
                inputs,
                versions,
                details);
    }

    /**
     * Reads card.json, older versions as if they were of this one.
     *
     * @throws DasllmException if it is of a version that this program does not read, or is not as a curation writes it
     */
    public static DatasetCard read(Path file) {
        return Json.parse(Json.pretty(FirstCard.upgraded(KIND.readTree(file))), DatasetCard.class, file.toString());
    }

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
            Map<String, Map<String, Long>> attributes) {
        /** No rows. */
        static final Split EMPTY = new Split(0, 0, "", Map.of(), Map.of());
    }

    /** How many rows were dropped for a reason, and what the reason means. */
    public record Dropped(long rows, String meaning) {}

    /**
     * A step of the curation.
     *
     * @param version of the step's rules; empty in cards of older versions
     * @param dropped by reason, in the order in which the step looks; only reasons that occur
     */
    public record Step(String name, String version, List<ReasonCount> dropped, List<Found> found) {
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

    /**
     * Histograms and single rows.
     *
     * @param lengths rows by split, by text ({@code prompt}, {@code answer}) and by length: the greatest power of two that is at most the
     *     length in characters
     * @param examples at most three rows for each reason
     * @param duplicates the prompts that most rows have
     * @param components the largest sets of groups that are connected
     * @param nearMisses the nearest pairs between the test set and the rest that are not too near
     * @param agreement for each field of the answer, where prompts have several answers
     */
    public record Details(
            Map<String, Map<String, Map<Long, Long>>> lengths,
            List<Example> examples,
            List<Group> duplicates,
            List<Component> components,
            List<NearMiss> nearMisses,
            List<Agreement> agreement) {}

    /** @param id empty where the line could not be read */
    public record Example(String reason, String id, String row, String detail) {}

    /** @param kept how many of the rows are in a split */
    public record Group(String prompt, long rows, long kept, String id) {}

    /**
     * @param name the least name of its groups
     * @param splits in how many splits its rows are; more than one only where splits are fixed
     */
    public record Component(String name, long rows, long groups, long splits) {}

    /** @param jaccard below what keeps rows apart */
    public record NearMiss(String test, String other, double jaccard, String testPrompt, String otherPrompt) {}

    /**
     * Krippendorff's α of a field, nominal.
     *
     * @param units prompts with two answers and more
     * @param alpha null where all answers are one value
     */
    public record Agreement(
            String field,
            long units,
            long ratings,
            @Nullable Double alpha) {}
}
