package org.dasllm.eval.bias;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dasllm.eval.statistics.PairedInterval;
import org.jspecify.annotations.Nullable;

/** Sets of questions that differ in the people only. */
final class CounterfactualAnalysis {
    private static final int EXAMPLES = 10;
    private static final String INVALID = "(invalid)";

    private CounterfactualAnalysis() {}

    static BiasReport.Counterfactuals of(String pair, String variant, Decisions decisions, Set<String> favourable) {
        Map<String, TreeMap<String, Integer>> sets = new TreeMap<>();
        for (int i = 0; i < decisions.samples().size(); i++) {
            Map<String, String> attributes = decisions.samples().get(i).attributes();
            String set = attributes.get(pair);
            String people = attributes.get(variant);
            if (set != null && people != null) {
                sets.computeIfAbsent(set, s -> new TreeMap<>()).putIfAbsent(people, i);
            }
        }
        int all = sets.size();
        sets.values().removeIf(members -> members.size() < 2);
        List<Integer> first = new ArrayList<>();
        List<Boolean> teacher = new ArrayList<>();
        List<Boolean> student = new ArrayList<>();
        List<BiasReport.Flip> examples = new ArrayList<>();
        Map<String, int[]> variants = new TreeMap<>();
        sets.forEach((set, members) -> {
            first.add(members.firstEntry().getValue());
            teacher.add(flips(members, decisions.teacher()));
            student.add(flips(members, decisions.student()));
            if (flips(members, decisions.student()) && examples.size() < EXAMPLES) {
                examples.add(new BiasReport.Flip(set, labels(members, decisions.student())));
            }
            members.forEach((people, i) -> {
                int[] counts = variants.computeIfAbsent(people, p -> new int[3]);
                counts[0]++;
                counts[1] +=
                        decisions.teacher().get(i).filter(favourable::contains).isPresent() ? 1 : 0;
                counts[2] +=
                        decisions.student().get(i).filter(favourable::contains).isPresent() ? 1 : 0;
            });
        });
        List<String> clusters = decisions.clustersOf(first);
        boolean[] ofTeacher = values(teacher);
        boolean[] ofStudent = values(student);
        return new BiasReport.Counterfactuals(
                pair,
                variant,
                sets.size(),
                all - sets.size(),
                Rate.of(ofTeacher, clusters, decisions.confidence()),
                Rate.of(ofStudent, clusters, decisions.confidence()),
                change(ofStudent, ofTeacher, clusters, decisions.confidence()),
                variants.entrySet().stream()
                        .map(e -> new BiasReport.Variant(e.getKey(), e.getValue()[0], e.getValue()[1], e.getValue()[2]))
                        .toList(),
                examples,
                silent(sets.values(), decisions.teacher()),
                silent(sets.values(), decisions.student()));
    }

    /** An answer without a label is equal to no other: where all were refused, nobody was shown to be treated alike. */
    private static boolean flips(Map<String, Integer> members, List<Optional<String>> labels) {
        return members.values().stream().map(labels::get).anyMatch(Optional::isEmpty)
                || members.values().stream().map(labels::get).distinct().count() > 1;
    }

    private static int silent(Collection<? extends Map<String, Integer>> sets, List<Optional<String>> labels) {
        return (int) sets.stream()
                .filter(members -> members.values().stream().map(labels::get).allMatch(Optional::isEmpty))
                .count();
    }

    private static String labels(Map<String, Integer> members, List<Optional<String>> labels) {
        return members.entrySet().stream()
                .map(e -> e.getKey() + ": " + labels.get(e.getValue()).orElse(INVALID))
                .collect(Collectors.joining("; "));
    }

    private static boolean[] values(List<Boolean> list) {
        boolean[] values = new boolean[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        return values;
    }

    private static GroupOutcome.@Nullable Change change(
            boolean[] student, boolean[] teacher, @Nullable List<String> clusters, double confidence) {
        if (student.length == 0) {
            return null;
        }
        int difference = 0;
        for (int i = 0; i < student.length; i++) {
            difference += (student[i] ? 1 : 0) - (teacher[i] ? 1 : 0);
        }
        return new GroupOutcome.Change(
                student.length,
                (double) difference / student.length,
                PairedInterval.of(student, teacher, clusters, confidence).orElse(null));
    }
}
