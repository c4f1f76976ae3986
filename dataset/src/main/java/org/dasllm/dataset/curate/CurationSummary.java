package org.dasllm.dataset.curate;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dasllm.format.sample.Split;

/** What a curation came to. */
public record CurationSummary(DatasetCard card) {

    /** Rows of a split: train, validation or test. */
    public long rows(String split) {
        DatasetCard.Split found = card.splits().get(split);
        return found == null ? 0 : found.rows();
    }

    /** How many lines went to quarantine. */
    public long dropped() {
        return card.dropped().values().stream()
                .mapToLong(DatasetCard.Dropped::rows)
                .sum();
    }

    /** Such as {@code 120 lines: train 80, validation 10, test 10; dropped 20 (duplicate-prompt 20)}. */
    public String line() {
        Map<String, DatasetCard.Dropped> reasons = new TreeMap<>(card.dropped());
        String why = reasons.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().rows())
                .collect(Collectors.joining(", "));
        return card.lines() + " lines: train " + rows(Split.TRAIN.label()) + ", validation "
                + rows(Split.VALIDATION.label()) + ", test " + rows(Split.TEST.label()) + "; dropped " + dropped()
                + (why.isEmpty() ? "" : " (" + why + ")");
    }
}
