package org.dasllm.harvest.label;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Sample;

/**
 * The vote of all answers to one prompt. One that the task does not allow has no vote, and counts to the answers all the same, so that it
 * makes the share smaller. What wins is an answer that somebody gave, as a whole: fields are not put together from several.
 *
 * @param candidates the answers that differ, each with who gave it, the most votes first, then in the order of the teachers
 * @param answers how many were asked for
 */
public record LabelVote(List<List<Ballot>> candidates, int answers) {
    public LabelVote {
        candidates = List.copyOf(candidates);
    }

    /** @param ballots in the order of the teachers and their answers; those that failed are not among them */
    public static LabelVote of(List<Ballot> ballots, int answers) {
        Map<String, List<Ballot>> byAnswer = new LinkedHashMap<>();
        for (Ballot ballot : ballots) {
            if (ballot.check().allowed()) {
                byAnswer.computeIfAbsent(ballot.check().canonical(), key -> new ArrayList<>())
                        .add(ballot);
            }
        }
        List<List<Ballot>> candidates = new ArrayList<>(byAnswer.values());
        // Stable, so that of answers with as many votes the one that was named first stays first.
        candidates.sort(
                Comparator.comparingInt((List<Ballot> each) -> each.size()).reversed());
        return new LabelVote(candidates, answers);
    }

    public boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** Whether usable answers differ. */
    public boolean disputed() {
        return candidates.size() > 1;
    }

    public boolean tied() {
        return disputed() && candidates.get(0).size() == candidates.get(1).size();
    }

    /** The share of all answers, 0 to 1, that the first candidate has. */
    public double share() {
        return isEmpty() ? 0 : (double) candidates.get(0).size() / answers;
    }

    /** The first candidate as a sample, with what stands behind it; empty where no answer can be used. */
    public Optional<Sample> winner() {
        if (isEmpty()) {
            return Optional.empty();
        }
        List<Ballot> agreeing = candidates.get(0);
        Ballot first = agreeing.stream()
                .filter(ballot -> !ballot.repaired())
                .findFirst()
                .orElse(agreeing.get(0));
        Map<String, Integer> teachers = new TreeMap<>();
        agreeing.forEach(ballot -> teachers.merge(ballot.teacher(), 1, Integer::sum));
        return Optional.of(first.sample()
                .withEvidence(new LabelEvidence(
                        answers, agreeing.size(), teachers, fields(first), tied(), first.repaired(), List.of()))
                .withAttribute(LabelEvidence.ATTRIBUTE, tied() ? "tied" : agreeing.size() == answers ? "all" : "most"));
    }

    private Map<String, Double> fields(Ballot winner) {
        Map<String, Double> shares = new TreeMap<>();
        winner.check().fields().forEach((field, value) -> {
            long same = candidates.stream()
                    .flatMap(List::stream)
                    .filter(ballot -> value.equals(ballot.check().fields().get(field)))
                    .count();
            long all = candidates.stream().mapToLong(List::size).sum();
            shares.put(field, (double) same / all);
        });
        return shares;
    }
}
