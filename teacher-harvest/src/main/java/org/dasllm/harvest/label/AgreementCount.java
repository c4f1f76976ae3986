package org.dasllm.harvest.label;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.harvest.agreement.AgreementReport;
import org.dasllm.harvest.agreement.NominalAlpha;
import org.dasllm.harvest.agreement.PairTable;
import org.jspecify.annotations.Nullable;

/** Counts, prompt by prompt, how far the answers agree. Holds a number for every two values that met, and no answer. */
public final class AgreementCount {
    private final List<String> names;
    private final Map<String, Teacher> teachers = new LinkedHashMap<>();
    private final Map<String, Map<String, PairTable>> pairs = new LinkedHashMap<>();
    private final Map<String, NominalAlpha> all = new TreeMap<>();
    private long prompts;
    private long unanimous;
    private long majority;
    private long tied;
    private long none;

    /** What is counted of one teacher. */
    private static final class Teacher {
        private final String model;
        private long answers;
        private long usable;
        private long repaired;
        private long withMost;

        Teacher(String model) {
            this.model = model;
        }
    }

    /** @param models of the teachers by their names, in their order */
    public AgreementCount(Map<String, String> models) {
        this.names = List.copyOf(models.keySet());
        models.forEach((name, model) -> teachers.put(name, new Teacher(model)));
    }

    /** Counts what came of one prompt. */
    public void add(List<Ballot> ballots, LabelVote vote) {
        prompts++;
        if (vote.isEmpty()) {
            none++;
        } else if (vote.tied()) {
            tied++;
        } else if (vote.disputed()) {
            majority++;
        } else {
            unanimous++;
        }
        String most = vote.isEmpty() || vote.tied()
                ? null
                : vote.candidates().get(0).get(0).check().canonical();
        Map<String, List<Ballot>> usable = new LinkedHashMap<>();
        for (Ballot ballot : ballots) {
            Teacher teacher = teachers.get(ballot.teacher());
            if (teacher == null) {
                continue;
            }
            teacher.answers++;
            if (ballot.check().allowed()) {
                teacher.usable++;
                teacher.repaired += ballot.repaired() ? 1 : 0;
                teacher.withMost += ballot.check().canonical().equals(most) ? 1 : 0;
                usable.computeIfAbsent(ballot.teacher(), key -> new ArrayList<>())
                        .add(ballot);
            }
        }
        rate(usable);
    }

    /** Every teacher's rating of the prompt; with one teacher each of its answers is one. */
    private void rate(Map<String, List<Ballot>> usable) {
        List<Ballot> ratings = new ArrayList<>();
        if (names.size() == 1) {
            usable.values().forEach(ratings::addAll);
        } else {
            for (String name : names) {
                ownMost(usable.getOrDefault(name, List.of())).ifPresent(ratings::add);
            }
        }
        add(
                all(),
                AgreementReport.WHOLE,
                ratings.stream().map(each -> each.check().canonical()).toList());
        fields(ratings).forEach((field, values) -> add(all(), field, values));
        for (int i = 0; i < ratings.size() && names.size() > 1; i++) {
            for (int j = i + 1; j < ratings.size(); j++) {
                pair(ratings.get(i), ratings.get(j));
            }
        }
    }

    private Map<String, NominalAlpha> all() {
        return all;
    }

    private static void add(Map<String, NominalAlpha> fields, String field, List<String> values) {
        fields.computeIfAbsent(field, key -> new NominalAlpha()).add(values);
    }

    private static Map<String, List<String>> fields(List<Ballot> ratings) {
        Map<String, List<String>> values = new TreeMap<>();
        ratings.forEach(each -> each.check()
                .fields()
                .forEach((field, value) ->
                        values.computeIfAbsent(field, key -> new ArrayList<>()).add(value)));
        return values;
    }

    private void pair(Ballot first, Ballot second) {
        Map<String, PairTable> tables =
                pairs.computeIfAbsent(first.teacher() + "\n" + second.teacher(), key -> new TreeMap<>());
        tables.computeIfAbsent(AgreementReport.WHOLE, key -> new PairTable())
                .add(first.check().canonical(), second.check().canonical());
        first.check().fields().forEach((field, value) -> {
            String other = second.check().fields().get(field);
            if (other != null) {
                tables.computeIfAbsent(field, key -> new PairTable()).add(value, other);
            }
        });
    }

    /** Of a teacher's own answers the one that it gave most often; none where two tie. */
    private static Optional<Ballot> ownMost(List<Ballot> own) {
        LabelVote vote = LabelVote.of(own, Math.max(1, own.size()));
        return vote.isEmpty() || vote.tied()
                ? Optional.empty()
                : Optional.of(vote.candidates().get(0).get(0));
    }

    public AgreementReport report(AgreementReport.@Nullable OfPeople people) {
        List<AgreementReport.OfTeacher> ofTeachers = new ArrayList<>();
        teachers.forEach((name, each) -> ofTeachers.add(new AgreementReport.OfTeacher(
                name, each.model, each.answers, each.usable, each.repaired, each.withMost)));
        List<AgreementReport.OfPair> ofPairs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                String first = names.get(i);
                String second = names.get(j);
                pairs.getOrDefault(first + "\n" + second, Map.of()).forEach((field, table) -> {
                    PairTable.Kappa kappa = table.kappa();
                    ofPairs.add(new AgreementReport.OfPair(
                            first,
                            second,
                            field,
                            kappa.prompts(),
                            kappa.agree(),
                            kappa.kappa(),
                            kappa.low(),
                            kappa.high()));
                });
            }
        }
        List<AgreementReport.OfAll> ofAll = new ArrayList<>();
        all.forEach((field, counted) -> {
            NominalAlpha.Alpha alpha = counted.alpha();
            if (alpha.units() > 0) {
                ofAll.add(new AgreementReport.OfAll(field, alpha.units(), alpha.ratings(), alpha.alpha()));
            }
        });
        return new AgreementReport(
                AgreementReport.KIND.version(),
                prompts,
                ofTeachers,
                ofPairs,
                ofAll,
                new AgreementReport.Votes(unanimous, majority, tied, none),
                people);
    }
}
