package org.dasllm.eval.analysis;

import java.util.List;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * What the evaluation was made on.
 *
 * @param testSamples questions
 * @param withGold those with a right answer known
 * @param groups different groups, such as customers
 * @param largestGroup questions in the largest of them
 * @param answerFormat JSON, TEXT or LABEL
 * @param task what an answer is; null in a report of 0.1.0
 * @param taskDeclared whether the run declared the task; otherwise it was inferred from the labels. Null in a report of 0.1.0
 * @param trainSamples training samples with a label, which the baselines learnt from
 * @param promptsAlsoInTraining test prompts that stand word for word in the training data
 * @param groupsAlsoInTraining groups with questions on both sides
 * @param teacherSources where the teacher's answers came from
 * @param teacherEqualsGoldByConstruction whether the teacher's answers are recorded labels that are the right answers
 * @param withoutBaseline baselines that could not be made, and why
 */
public record DataReport(
        int testSamples,
        int withGold,
        int groups,
        int largestGroup,
        String answerFormat,
        @Nullable Task task,
        @Nullable Boolean taskDeclared,
        int trainSamples,
        int promptsAlsoInTraining,
        int groupsAlsoInTraining,
        List<String> teacherSources,
        boolean teacherEqualsGoldByConstruction,
        List<String> withoutBaseline) {}
