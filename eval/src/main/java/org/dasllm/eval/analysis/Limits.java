package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.eval.statistics.ClusteredMean;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;

/** What the evidence does not say. The general limits are always there, the others where the data give cause. */
final class Limits {
    private static final int FEW_CLUSTERS = 30;

    private Limits() {}

    static List<String> of(
            EvaluationPlan plan,
            DataReport data,
            MetricReport primary,
            List<SliceReport> slices,
            OutputReport outputs,
            List<EarlierEvaluations.Earlier> earlier) {
        List<String> limits = new ArrayList<>();
        if (data.withGold() == 0) {
            limits.add("Without right answers this page shows agreement with the teacher. It says nothing about being"
                    + " right, for the student or for the teacher.");
        } else {
            limits.add("A difference that is not significant is not non-inferiority: only an interval that lies above"
                    + " the margin shows it. And non-inferior means “not worse by "
                    + Numbers.points(plan.margin()).substring(1)
                    + " points or more on this metric”, not “equal”.");
            limits.add("Right answers made by people contain mistakes too; they count against whoever is right.");
        }
        addData(limits, data, earlier, plan);
        addBaselines(limits, plan, primary);
        addClusters(limits, primary);
        long small = slices.stream().filter(SliceReport::small).count();
        if (small > 0) {
            limits.add(small + " of " + slices.size() + " slices have fewer than " + plan.minimumSliceSize()
                    + " questions; they are marked, and too small to be judged one by one.");
        }
        if (!slices.isEmpty() || !plan.secondary().isEmpty()) {
            limits.add("Secondary metrics and slices decide nothing. Their intervals are each drawn as if alone; among"
                    + " many of them some will look remarkable by chance.");
        }
        if (outputs.studentInvalid() == 0 && !data.answerFormat().equals("TEXT")) {
            limits.add("No answer of the student was invalid. Among " + outputs.asked()
                    + " questions that leaves room for a rate of up to "
                    + Numbers.percent(outputs.studentInvalidRate().upper()) + ".");
        }
        limits.add("One training run was judged. Another seed gives another student; how much that matters needs"
                + " several runs, each with its own evaluation.");
        limits.add("The questions come from the same source as the training data. Other customers, other channels and"
                + " later times are not covered; watch the student in operation.");
        return limits;
    }

    private static void addData(
            List<String> limits, DataReport data, List<EarlierEvaluations.Earlier> earlier, EvaluationPlan plan) {
        if (data.teacherEqualsGoldByConstruction()) {
            limits.add("The teacher's answers are the recorded labels, and these are also the right answers: its"
                    + " accuracy of 100% is by construction. The student is measured against the labels, not against"
                    + " a model.");
        }
        if (data.withGold() > 0 && data.withGold() < data.testSamples()) {
            limits.add((data.testSamples() - data.withGold()) + " of " + data.testSamples()
                    + " questions have no right answer and are left out of every accuracy. If they are harder than"
                    + " the others, the accuracies flatter.");
        }
        if (data.promptsAlsoInTraining() > 0) {
            limits.add(data.promptsAlsoInTraining() + " test questions stand word for word in the training data, which"
                    + " flatters the student and the bag of words.");
        }
        if (data.groupsAlsoInTraining() > 0) {
            limits.add(data.groupsAlsoInTraining() + " groups have questions in both the test and the training data;"
                    + " what is learnt about a group may help on its test questions.");
        }
        long sameQuestions = earlier.stream()
                .filter(e -> e.testSha256().equals(plan.testSha256()))
                .count();
        if (sameQuestions > 0) {
            limits.add(sameQuestions + (sameQuestions == 1 ? " earlier student was" : " earlier students were")
                    + " evaluated on the same questions in this folder. Whoever picks the best of several by its"
                    + " verdict picks luck along with it.");
        }
    }

    private static void addBaselines(List<String> limits, EvaluationPlan plan, MetricReport primary) {
        for (SystemScore system : primary.systems().subList(2, primary.systems().size())) {
            Interval interval = system.differenceInterval();
            if (interval != null && interval.lower() > -plan.margin()) {
                limits.add("The baseline “" + system.name() + "” meets the same margin. Either the task needs no"
                        + " language model, or the margin is too wide to tell one from the other.");
            }
        }
    }

    private static void addClusters(List<String> limits, MetricReport primary) {
        MetricReport.Paired paired = primary.paired();
        ClusteredMean clustered = paired == null ? null : paired.clustered();
        if (clustered != null && clustered.clusters() < FEW_CLUSTERS) {
            limits.add(String.format(
                    Locale.ROOT,
                    "The questions come from %d groups only; intervals that allow for groups are unsteady with so few.",
                    clustered.clusters()));
        }
    }
}
