package org.dasllm.dataset.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset must be like to be taken for the next one. Each gate is off at its default; a dataset that fails one is not put in the place of the one
 * before.
 *
 * @param leastRows the fewest rows that the splits may have together
 * @param mostRows the most; 0 for any number
 * @param mostRepeatedIds the largest share of the rows read whose id another row has as well; 1 for any
 * @param mostDropped the largest share of the lines read that may go to quarantine; 1 for any
 * @param mostByReason the same by the code of a reason, such as {@code refusal: 0.02}
 * @param leastMedianPrompt the smallest median length of prompts, in characters without the system's messages
 * @param mostMedianPrompt the largest; 0 for any
 * @param leastMedianAnswer the smallest median length of answers, in characters
 * @param mostMedianAnswer the largest; 0 for any
 * @param accepted {@code card.json} of the dataset that was accepted last, which classes are compared with; an empty file for the first time, null for
 *     none
 * @param mostDrift the largest population stability index of an answer field's values against {@code accepted}, in the rows of all splits
 *     together. 0.1 is usually called a small shift and 0.25 a large one; the gate fails when the lower end of the 95 % interval is above it, so that a
 *     small dataset does not fail by chance
 */
public record Gates(
        @Default("0") long leastRows,
        @Default("0") long mostRows,
        @Default("1") double mostRepeatedIds,
        @Default("1") double mostDropped,
        @Default("{}") Map<String, Double> mostByReason,
        @Default("0") double leastMedianPrompt,
        @Default("0") double mostMedianPrompt,
        @Default("0") double leastMedianAnswer,
        @Default("0") double mostMedianAnswer,
        @Existing @Nullable Path accepted,
        @Default("0.25") double mostDrift)
        implements Serializable {
    public Gates {
        mostByReason = Map.copyOf(mostByReason);
        Faults faults = new Faults()
                .unless(leastRows >= 0, "least_rows", "is at least 0, not " + leastRows)
                .unless(
                        mostRows == 0 || mostRows >= leastRows,
                        "most_rows",
                        "is at least least_rows, or 0 for any number, not " + mostRows)
                .unless(share(mostRepeatedIds), "most_repeated_ids", words(mostRepeatedIds))
                .unless(share(mostDropped), "most_dropped", words(mostDropped))
                .unless(leastMedianPrompt >= 0, "least_median_prompt", "is at least 0, not " + leastMedianPrompt)
                .unless(
                        mostMedianPrompt == 0 || mostMedianPrompt >= leastMedianPrompt,
                        "most_median_prompt",
                        "is at least least_median_prompt, or 0 for any, not " + mostMedianPrompt)
                .unless(leastMedianAnswer >= 0, "least_median_answer", "is at least 0, not " + leastMedianAnswer)
                .unless(
                        mostMedianAnswer == 0 || mostMedianAnswer >= leastMedianAnswer,
                        "most_median_answer",
                        "is at least least_median_answer, or 0 for any, not " + mostMedianAnswer)
                .unless(mostDrift > 0, "most_drift", "is above 0, not " + mostDrift);
        new TreeMap<>(mostByReason)
                .forEach((reason, most) ->
                        faults.unless(share(most), "most_by_reason", "of " + reason + " " + words(most)));
        faults.refuse();
    }

    private static boolean share(double value) {
        return value >= 0 && value <= 1;
    }

    private static String words(double value) {
        return "is a share from 0 to 1, not " + value;
    }
}
