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
 * @param served how many labels came from which model, as the teacher names it
 * @param firstReasons of failures, at most three different ones
 */
record Outcome(
        List<Sample> samples,
        int failed,
        Map<String, Integer> dropped,
        Map<String, Integer> served,
        List<String> firstReasons,
        long promptTokens,
        long completionTokens) {

    private static final int MOST_REASONS = 20;

    /**
     * @param hashes of the samples' requests, in the samples' order
     */
    static Outcome of(
            String model, List<Sample> samples, List<String> hashes, Journal journal, Map<String, String> failures) {
        List<Sample> labelled = new ArrayList<>();
        Map<String, Integer> dropped = new TreeMap<>();
        Map<String, Integer> served = new TreeMap<>();
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
            Label label = Label.of(answer);
            if (label.fault().isPresent()) {
                String fault = label.fault().get();
                boolean another = dropped.containsKey(fault) || dropped.size() < MOST_REASONS;
                dropped.merge(another ? fault : "other reasons", 1, Integer::sum);
                continue;
            }
            if (answer.model() != null) {
                served.merge(answer.model(), 1, Integer::sum);
            }
            Sample answered = sample.withCompletion(label.text(), "teacher:" + model);
            labelled.add(label.tokens() == null ? answered : answered.withTokens(label.tokens()));
        }
        return new Outcome(labelled, failed, dropped, served, reasons, promptTokens, completionTokens);
    }

    /** Samples with a label and without its tokens. */
    long withoutTokens() {
        return samples.stream().filter(sample -> sample.tokens() == null).count();
    }
}
