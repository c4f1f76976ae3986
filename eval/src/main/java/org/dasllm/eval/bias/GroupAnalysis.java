package org.dasllm.eval.bias;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.dasllm.eval.statistics.PairedInterval;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/** The groups of one attribute. */
final class GroupAnalysis {
    private final Decisions decisions;
    private final Set<String> favourable;
    private final double each;

    /** Equalized odds look at two rates of every group. */
    private final double eachOfTwo;

    private GroupAnalysis(Decisions decisions, Set<String> favourable, int groups) {
        this.decisions = decisions;
        this.favourable = favourable;
        this.each = BiasReport.each(decisions.confidence(), groups);
        this.eachOfTwo = BiasReport.each(decisions.confidence(), 2 * groups);
    }

    static BiasReport.Attribute of(String attribute, Decisions decisions, Set<String> favourable) {
        Map<String, List<Integer>> byValue = new TreeMap<>();
        int without = 0;
        for (int i = 0; i < decisions.samples().size(); i++) {
            String value = decisions.samples().get(i).attributes().get(attribute);
            if (value == null) {
                without++;
            } else {
                byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(i);
            }
        }
        GroupAnalysis analysis = new GroupAnalysis(decisions, favourable, byValue.size());
        List<GroupOutcome> groups = new ArrayList<>();
        byValue.forEach((value, questions) -> groups.add(analysis.group(value, questions)));
        return new BiasReport.Attribute(
                attribute,
                without,
                decisions.confidence(),
                groups,
                analysis.measures(groups, GroupOutcome::teacher),
                analysis.measures(groups, GroupOutcome::student));
    }

    private GroupOutcome group(String value, List<Integer> questions) {
        List<Integer> judged = questions.stream()
                .filter(i -> decisions.gold().get(i).isPresent())
                .toList();
        GroupOutcome.Change accuracy = judged.isEmpty()
                ? null
                : change(
                        judged,
                        Decisions.where(judged, i -> decisions.right(i, decisions.student())),
                        Decisions.where(judged, i -> decisions.right(i, decisions.teacher())));
        return new GroupOutcome(
                value,
                questions.size(),
                questions.size() < decisions.smallest(),
                system(questions, judged, decisions.teacher()),
                system(questions, judged, decisions.student()),
                change(
                        questions,
                        Decisions.where(
                                questions, i -> selected(decisions.student().get(i))),
                        Decisions.where(
                                questions, i -> selected(decisions.teacher().get(i)))),
                accuracy,
                finding(accuracy));
    }

    private static GroupOutcome.Finding finding(GroupOutcome.@Nullable Change change) {
        Interval interval = change == null ? null : change.interval();
        if (interval == null) {
            return GroupOutcome.Finding.NOT_ESTIMABLE;
        }
        return interval.upper() < 0
                ? GroupOutcome.Finding.WORSE
                : interval.lower() > 0 ? GroupOutcome.Finding.BETTER : GroupOutcome.Finding.NOT_SHOWN;
    }

    private GroupOutcome.Rates system(List<Integer> questions, List<Integer> judged, List<Optional<String>> labels) {
        List<Integer> should =
                judged.stream().filter(i -> selected(decisions.gold().get(i))).toList();
        List<Integer> shouldNot =
                judged.stream().filter(i -> !selected(decisions.gold().get(i))).toList();
        return new GroupOutcome.Rates(
                rate(questions, i -> selected(labels.get(i)), each),
                rate(should, i -> selected(labels.get(i)), eachOfTwo),
                rate(shouldNot, i -> selected(labels.get(i)), eachOfTwo),
                rate(judged, i -> decisions.right(i, labels), each));
    }

    private Rate rate(List<Integer> questions, IntPredicate hit, double confidence) {
        return Rate.of(Decisions.where(questions, hit), decisions.clustersOf(questions), confidence);
    }

    private GroupOutcome.Change change(List<Integer> questions, boolean[] student, boolean[] teacher) {
        int difference = 0;
        for (int i = 0; i < student.length; i++) {
            difference += (student[i] ? 1 : 0) - (teacher[i] ? 1 : 0);
        }
        return new GroupOutcome.Change(
                student.length,
                student.length == 0 ? 0 : (double) difference / student.length,
                PairedInterval.of(student, teacher, decisions.clustersOf(questions), each)
                        .orElse(null));
    }

    private boolean selected(Optional<String> label) {
        return label.filter(favourable::contains).isPresent();
    }

    private List<GroupMeasure> measures(List<GroupOutcome> groups, Function<GroupOutcome, GroupOutcome.Rates> system) {
        if (favourable.isEmpty()) {
            return List.of();
        }
        GroupMeasure truePositive = GroupMeasure.difference(
                "equal_opportunity_difference", groups, GroupOutcome.Rates::truePositiveRate, system);
        GroupMeasure truePositiveRatio =
                GroupMeasure.ratio("equal_opportunity_ratio", groups, GroupOutcome.Rates::truePositiveRate, system);
        return List.of(
                GroupMeasure.difference(
                        "demographic_parity_difference", groups, GroupOutcome.Rates::selectionRate, system),
                GroupMeasure.ratio("demographic_parity_ratio", groups, GroupOutcome.Rates::selectionRate, system),
                GroupMeasure.larger(
                        "equalized_odds_difference",
                        truePositive,
                        GroupMeasure.difference("", groups, GroupOutcome.Rates::falsePositiveRate, system)),
                GroupMeasure.smaller(
                        "equalized_odds_ratio",
                        truePositiveRatio,
                        GroupMeasure.ratio("", groups, GroupOutcome.Rates::falsePositiveRate, system)),
                truePositive,
                truePositiveRatio);
    }
}
