package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.label.AnswerReading;
import org.dasllm.harvest.label.Label;
import org.dasllm.harvest.label.LabelSpool;
import org.jspecify.annotations.Nullable;

/** What the answers make of the samples. They pass one by one, and are counted on their way. */
final class Outcome implements AutoCloseable {
    private static final int MOST_KINDS = 20;
    private static final int MOST_REASONS = 3;

    private final String model;
    private final Requests requests;
    private final PromptMasking masking;
    private final Map<String, String> failures;
    private final Function<JournalLine.Answer, Label> labels;
    private final Optional<String> tools;
    private final LabelSpool spool;
    private final Map<String, Integer> dropped = new TreeMap<>();
    private final Map<String, Integer> served = new TreeMap<>();
    private final List<String> firstReasons = new ArrayList<>();
    private final BitSet counted = new BitSet();
    /** Second answers that can be used, by the requests whose first ones cannot. */
    private final Map<Integer, LabelSpool.Entry> repaired = new HashMap<>();

    private int answers;
    private int withoutTokens;
    private int restored;
    private int failed;
    private long promptTokens;
    private long completionTokens;

    /**
     * Reads the journal once for all labels, and then others that may have answers of the same teacher.
     *
     * @param labels makes a label of an answer that was read
     * @param tools what answers may call, as samples have it; empty where they are texts
     * @param numbers of requests, by the names that the journal's lines have; negative for others
     * @param failures why requests were given up, by their keys
     * @param beside a file in whose folder labels are kept for a while
     */
    Outcome(
            String model,
            Requests requests,
            PromptMasking masking,
            Function<JournalLine.Answer, Label> labels,
            Optional<String> tools,
            Numbers numbers,
            Journal journal,
            List<Path> otherJournals,
            AnswerReading reading,
            Map<String, String> failures,
            Path beside) {
        this.model = model;
        this.requests = requests;
        this.masking = masking;
        this.failures = failures;
        this.labels = labels;
        this.tools = tools;
        this.spool = new LabelSpool(beside, requests.size());
        BitSet fromFailures = new BitSet();
        Consumer<JournalLine> taker = line -> {
            int request = numbers.of(line.hash());
            if (request < 0 || (spool.has(request) && !fromFailures.get(request))) {
                return;
            }
            if (line instanceof JournalLine.Answer answer) {
                spool.put(request, entry(answer, reading.of(answer)));
                fromFailures.clear(request);
            } else if (line instanceof JournalLine.Failure failure && !spool.has(request)) {
                Optional<JournalLine.Answer> read = reading.of(failure);
                if (read.isPresent()) {
                    spool.put(request, entry(read.get(), read));
                    fromFailures.set(request);
                }
            }
        };
        journal.outcomes(taker);
        otherJournals.forEach(other -> Journal.read(other, taker, damage -> {}));
    }

    /** Tells which request a line of the journal is about. */
    interface Numbers {
        int of(String name);
    }

    /** @param line has the counts that were true when it was written */
    LabelSpool.Entry entry(JournalLine.Answer line, Optional<JournalLine.Answer> read) {
        Label label = read.map(labels).orElseGet(Label::unreadable);
        return new LabelSpool.Entry(
                label.text(),
                label.tokens(),
                label.fault().orElse(null),
                line.model(),
                count(line.promptTokens()),
                count(line.completionTokens()));
    }

    private static long count(@Nullable Long tokens) {
        return tokens == null ? 0 : tokens;
    }

    /** What a request's answer comes to, before any repair; empty where it has none. */
    Optional<LabelSpool.Entry> entry(int request) {
        return spool.get(request);
    }

    /** Takes a second answer, which can be used, in the place of a request's first. */
    void repair(int request, LabelSpool.Entry second) {
        repaired.put(request, second);
    }

    /** The sample of an answer, where that is a label; counts it. To be called once for each answer, in their order. */
    Optional<Sample> sample(int answer) {
        int request = requests.ofAnswer(answer);
        Optional<LabelSpool.Entry> entry = spool.get(request);
        if (entry.isEmpty()) {
            fails(request);
            return Optional.empty();
        }
        LabelSpool.Entry second = repaired.get(request);
        if (second == null) {
            return label(requests.sample(answer), request, entry.get());
        }
        if (!counted.get(request)) {
            promptTokens += entry.get().promptTokens();
            completionTokens += entry.get().completionTokens();
        }
        return label(requests.sample(answer), request, second)
                .map(sample -> sample.withEvidence(LabelEvidence.ofRepair()));
    }

    private void fails(int request) {
        failed++;
        if (firstReasons.size() < MOST_REASONS) {
            String reason = failures.isEmpty()
                    ? "not asked"
                    : failures.getOrDefault(requests.ask(request).key(), "not asked");
            if (!firstReasons.contains(reason)) {
                firstReasons.add(reason);
            }
        }
    }

    private Optional<Sample> label(Sample sample, int request, LabelSpool.Entry entry) {
        if (!counted.get(request)) {
            counted.set(request);
            promptTokens += entry.promptTokens();
            completionTokens += entry.completionTokens();
        }
        Label label = masking.restored(sample.prompt(), entry.label());
        if (label.fault().isPresent()) {
            String fault = label.fault().get();
            boolean another = dropped.containsKey(fault) || dropped.size() < MOST_KINDS;
            dropped.merge(another ? fault : "other reasons", 1, Integer::sum);
            return Optional.empty();
        }
        if (entry.model() != null) {
            served.merge(entry.model(), 1, Integer::sum);
        }
        answers++;
        Sample labelled = sample.withCompletion(label.text(), "teacher:" + model);
        Sample answered = tools.map(labelled::withTools).orElse(labelled);
        if (label.tokens() == null) {
            withoutTokens += entry.tokens() == null ? 1 : 0;
            restored += entry.tokens() == null ? 0 : 1;
            return Optional.of(answered);
        }
        return Optional.of(answered.withTokens(label.tokens()));
    }

    /** Samples with a label. */
    int labelled() {
        return answers;
    }

    /** Samples whose label got values back and so lost the tokens that were reported. */
    int restored() {
        return restored;
    }

    /** Samples with a label whose tokens were not told. */
    int withoutTokens() {
        return withoutTokens;
    }

    int failed() {
        return failed;
    }

    /** Samples with an answer that must not become a label, by reason. */
    Map<String, Integer> dropped() {
        return dropped;
    }

    /** How many labels came from which model, as the teacher names it. */
    Map<String, Integer> served() {
        return served;
    }

    /** Of failures, some different ones. */
    List<String> firstReasons() {
        return firstReasons;
    }

    long promptTokens() {
        return promptTokens;
    }

    long completionTokens() {
        return completionTokens;
    }

    @Override
    public void close() {
        spool.close();
    }
}
