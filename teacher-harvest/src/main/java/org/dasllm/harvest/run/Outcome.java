package org.dasllm.harvest.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;

/**
 * What the answers make of the samples.
 *
 * @param dropped samples with an answer that must not become a label, by reason
 * @param firstReasons of failures, at most three different ones
 */
record Outcome(
        List<Sample> samples,
        int failed,
        Map<String, Integer> dropped,
        List<String> firstReasons,
        long promptTokens,
        long completionTokens) {

    /**
     * @param hashes of the samples' requests, in the samples' order
     */
    static Outcome of(
            String model, List<Sample> samples, List<String> hashes, Journal journal, Map<String, String> failures) {
        List<Sample> labelled = new ArrayList<>();
        Map<String, Integer> dropped = new TreeMap<>();
        List<String> reasons = new ArrayList<>();
        Set<String> counted = new HashSet<>();
        int failed = 0;
        long promptTokens = 0;
        long completionTokens = 0;
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            String hash = hashes.get(i);
            Optional<JournalLine.Answer> found = journal.answer(hash);
            if (found.isEmpty()) {
                failed++;
                String reason = failures.getOrDefault(hash, "not asked");
                if (reasons.size() < 3 && !reasons.contains(reason)) {
                    reasons.add(reason);
                }
                continue;
            }
            JournalLine.Answer answer = found.get();
            if (counted.add(hash)) {
                promptTokens += answer.promptTokens() == null ? 0 : answer.promptTokens();
                completionTokens += answer.completionTokens() == null ? 0 : answer.completionTokens();
            }
            Optional<String> unusable = unusable(answer);
            if (unusable.isPresent()) {
                dropped.merge(unusable.get(), 1, Integer::sum);
            } else {
                Sample answered = sample.withCompletion(answer.content(), "teacher:" + model);
                labelled.add(answer.tokens() == null ? answered : answered.withTokens(answer.tokens()));
            }
        }
        return new Outcome(labelled, failed, dropped, reasons, promptTokens, completionTokens);
    }

    private static Optional<String> unusable(JournalLine.Answer answer) {
        if ("length".equals(answer.finishReason())) {
            return Optional.of("the answer was cut off at max_tokens");
        }
        if ("content_filter".equals(answer.finishReason())) {
            return Optional.of("the answer was stopped by the teacher's content filter");
        }
        return answer.content().isBlank() ? Optional.of("the answer is empty") : Optional.empty();
    }
}
