package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.RequestKey;
import org.dasllm.harvest.label.AnswerCheck;
import org.dasllm.harvest.label.AnswerReading;
import org.dasllm.harvest.label.Label;
import org.dasllm.harvest.label.LabelSpool;
import org.dasllm.harvest.teacher.Teacher;

/**
 * The second requests for answers that fail the task's check: the same conversation, with the answer and what is wrong with it. Each is a
 * request like any other, with a name of its own in the journal, so that it is neither sent nor paid for twice. What is said in it is masked
 * as the first request is.
 */
final class Repairs {
    private static final String UNSAID = "it is not an answer of the kind that was asked for";

    /** Characters of a reason, which may quote the answer. */
    private static final int MOST_REASON = 200;

    private final Teacher teacher;
    private final PromptMasking masking;
    private final LaterStages later;
    private final Requests requests;
    /** The second request of each first one. */
    private final Map<Integer, Ask> seconds = new LinkedHashMap<>();

    /** What was answered, by the keys of second requests. */
    private final Map<String, LabelSpool.Entry> answers = new HashMap<>();

    private Repairs(Requests requests, Teacher teacher, PromptMasking masking, LaterStages later) {
        this.requests = requests;
        this.teacher = teacher;
        this.masking = masking;
        this.later = later;
    }

    /** Those that the answers so far call for. */
    static Repairs of(Requests requests, Outcome outcome, Teacher teacher, PromptMasking masking, LaterStages later) {
        Repairs repairs = new Repairs(requests, teacher, masking, later);
        for (int request = 0; request < requests.size(); request++) {
            Optional<LabelSpool.Entry> entry = outcome.entry(request);
            if (entry.isPresent()) {
                repairs.consider(request, entry.get().label());
            }
        }
        return repairs;
    }

    private void consider(int request, Label label) {
        Optional<String> fault = fault(request, label);
        if (fault.isEmpty() || label.text().isBlank()) {
            return;
        }
        List<Message> conversation =
                new ArrayList<>(masking.masked(requests.firstSample(request).prompt()));
        conversation.add(new Message("assistant", label.text()));
        conversation.add(Message.user(words(fault.get())));
        int draw = requests.draw(request);
        JsonNode body = teacher.request(conversation, draw);
        seconds.put(
                request,
                new Ask(
                        RequestKey.ofDraw(teacher.key(body), draw),
                        requests.firstSample(request).id(),
                        body));
    }

    /** What a teacher hears of an answer that cannot be used. */
    static String words(String fault) {
        String reason = fault.codePointCount(0, fault.length()) <= MOST_REASON
                ? fault
                : fault.substring(0, fault.offsetByCodePoints(0, MOST_REASON)) + "…";
        return "That answer cannot be used: " + reason
                + ". Answer the message before it once more, as you were asked to, and say nothing else.";
    }

    /** Why an answer cannot be used, without any value that was masked; empty where it can, or where asking again would not help. */
    private Optional<String> fault(int request, Label label) {
        if (label.fault().isPresent()) {
            return label.fault();
        }
        Label restored = masking.restored(requests.firstSample(request).prompt(), label);
        if (restored.fault().isPresent()) {
            return restored.fault();
        }
        Optional<AnswerCheck> check = later.check(restored.text());
        if (check.isEmpty() || check.get().allowed()) {
            return Optional.empty();
        }
        return Optional.of(later.check(label.text()).flatMap(AnswerCheck::fault).orElse(UNSAID));
    }

    int count() {
        return seconds.size();
    }

    /** How many are not answered. */
    int open() {
        return (int) seconds.values().stream()
                .map(Ask::key)
                .filter(key -> !answers.containsKey(key))
                .distinct()
                .count();
    }

    /** Those that are not answered, equal ones once. */
    Iterator<Ask> asks() {
        Map<String, Ask> open = new LinkedHashMap<>();
        seconds.values().stream()
                .filter(ask -> !answers.containsKey(ask.key()))
                .forEach(ask -> open.putIfAbsent(ask.key(), ask));
        return open.values().iterator();
    }

    /** Looks for answers. */
    void read(
            Journal journal,
            List<Path> others,
            AnswerReading reading,
            Function<JournalLine.Answer, LabelSpool.Entry> entries) {
        Map<String, Ask> wanted = new HashMap<>();
        seconds.values().forEach(ask -> wanted.put(ask.key(), ask));
        Consumer<JournalLine> taker = line -> {
            if (!wanted.containsKey(line.hash()) || answers.containsKey(line.hash())) {
                return;
            }
            Optional<JournalLine.Answer> read = line instanceof JournalLine.Answer answer
                    ? reading.of(answer)
                    : line instanceof JournalLine.Failure failure ? reading.of(failure) : Optional.empty();
            read.ifPresent(answer -> answers.put(line.hash(), entries.apply(answer)));
        };
        journal.outcomes(taker);
        others.forEach(other -> Journal.read(other, taker, damage -> {}));
    }

    /** Hands the second answers that can be used to the outcome; how many those are. The others leave the first answer as it is. */
    int hand(Outcome outcome) {
        int usable = 0;
        for (Map.Entry<Integer, Ask> each : seconds.entrySet()) {
            LabelSpool.Entry second = answers.get(each.getValue().key());
            if (second != null
                    && second.fault() == null
                    && fault(each.getKey(), second.label()).isEmpty()) {
                // Its tokens were drawn after a conversation that the student never sees.
                outcome.repair(
                        each.getKey(),
                        new LabelSpool.Entry(
                                second.text(),
                                null,
                                null,
                                second.model(),
                                second.promptTokens(),
                                second.completionTokens()));
                usable++;
            }
        }
        return usable;
    }
}
