package org.dasllm.harvest.run;

import java.util.Map;

/**
 * What a harvest did.
 *
 * @param samples how many samples were written
 * @param asked how many requests were answered by the teacher in this run
 * @param reused how many samples took an answer that was in the journal before, or one asked for an equal prompt
 * @param failed how many samples got no answer
 * @param dropped how many samples were left out by other reasons, such as an answer cut off at the limit, by reason
 * @param served how many labels came from which model, as the teacher names it; empty where it does not, or nothing was asked
 * @param promptTokens of all answers that these samples rest on, in this run or earlier ones, as the teacher counts
 * @param completionTokens likewise
 * @param seconds how long this run took
 */
public record HarvestSummary(
        int samples,
        int asked,
        int reused,
        int failed,
        Map<String, Integer> dropped,
        Map<String, Integer> served,
        long promptTokens,
        long completionTokens,
        double seconds) {

    public HarvestSummary {
        dropped = Map.copyOf(dropped);
        served = Map.copyOf(served);
    }
}
