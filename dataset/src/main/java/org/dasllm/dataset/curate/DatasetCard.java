package org.dasllm.dataset.curate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * What is in a curated dataset and how it came to be; written as {@code card.json}. The same inputs and configuration
 * give the same card.
 *
 * @param version of the layout, see {@link #KIND}; 1 where it is absent, as in 0.1.0
 * @param lines lines read, blank ones not counted
 * @param splits by name: train, validation, test
 * @param dropped by the reason's code
 * @param conflictingPrompts prompts that a split had with more than one answer, before duplicates were removed
 * @param droppedWithOtherAnswer rows dropped for the same or nearly the same prompt though that has another answer; the
 *     quarantine names both; null in a card of 0.1.0, which did not count them
 * @param keptNearOtherAnswer rows kept beside nearly the same prompt of their split because their labels differ; null
 *     in a card of 0.1.0
 * @param configuration as it was resolved, with all its keys
 * @param versions what made it
 */
public record DatasetCard(
        int version,
        long lines,
        Map<String, Split> splits,
        Map<String, Dropped> dropped,
        long conflictingPrompts,
        @Nullable Long droppedWithOtherAnswer,
        @Nullable Long keptNearOtherAnswer,
        List<Check> leakageChecks,
        JsonNode configuration,
        List<InputFile> inputs,
        Map<String, String> versions) {
    private static final FileKind KIND = new FileKind("the card of a dataset", "version", 1);

    /** A card as this program writes it. */
    DatasetCard(
            long lines,
            Map<String, Split> splits,
            Map<String, Dropped> dropped,
            long conflictingPrompts,
            long droppedWithOtherAnswer,
            long keptNearOtherAnswer,
            List<Check> leakageChecks,
            CurateConfig configuration,
            List<InputFile> inputs,
            Map<String, String> versions) {
        this(
                KIND.version(),
                lines,
                splits,
                dropped,
                conflictingPrompts,
                droppedWithOtherAnswer,
                keptNearOtherAnswer,
                leakageChecks,
                // As it is read from a file, so that a card equals the one that is read back.
                Json.parse(Json.line(configuration), JsonNode.class, "the configuration"),
                inputs,
                versions);
    }

    /**
     * Reads card.json.
     *
     * @throws DasllmException if it is of a version that this program does not read, or is not as a curation writes it
     */
    public static DatasetCard read(Path file) {
        return KIND.read(file, DatasetCard.class);
    }

    /**
     * One split.
     *
     * @param contentHash SHA-256 over the rows' SHA-256, sorted, each on a line
     * @param groups how many different groups its rows have
     * @param withoutValidCompletion rows of the test set that are there for their gold label and whose completion is
     *     absent or not allowed
     * @param labels per answer field, how often each value occurs
     * @param attributes per attribute, how often each value occurs; the most frequent values only
     */
    public record Split(
            long rows,
            long groups,
            String contentHash,
            long withoutValidCompletion,
            Map<String, Map<String, Long>> labels,
            Map<String, Map<String, Long>> attributes) {}

    /** How many rows were dropped for a reason, and what the reason means. */
    public record Dropped(long rows, String meaning) {}

    /**
     * A check on the finished rows, apart from the filters that should have seen to it.
     *
     * @param found how many offend; the check holds at 0
     */
    public record Check(String name, long found) {
        public boolean holds() {
            return found == 0;
        }
    }
}
