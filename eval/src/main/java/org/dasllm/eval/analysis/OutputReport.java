package org.dasllm.eval.analysis;

import org.dasllm.format.evaluation.Interval;

/**
 * Answers that a program could not have used.
 *
 * @param asked questions
 * @param studentInvalid the student's answers that are not answers of the task, such as broken JSON; they count as wrong
 * @param studentInvalidRate Wilson's interval of their share
 * @param teacherInvalid the teacher's
 * @param studentUnknown the student's answers that are readable, but whose primary label is among no label of the test
 *     or the training data
 */
public record OutputReport(
        int asked, int studentInvalid, Interval studentInvalidRate, int teacherInvalid, int studentUnknown) {}
