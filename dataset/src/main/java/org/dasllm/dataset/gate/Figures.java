package org.dasllm.dataset.gate;

import java.util.Map;

/**
 * What gates look at.
 *
 * @param lines that were read
 * @param rows in the splits
 * @param dropped rows by the code of the reason
 * @param classes rows of all splits by answer field and value
 * @param repeatedIds rows with an id, less the different ids; 0 where no gate asks
 * @param medianPrompt in characters; 0 where no gate asks
 * @param medianAnswer in characters; 0 where no gate asks
 */
public record Figures(
        long lines,
        long rows,
        Map<String, Long> dropped,
        Map<String, Map<String, Long>> classes,
        long repeatedIds,
        double medianPrompt,
        double medianAnswer) {}
