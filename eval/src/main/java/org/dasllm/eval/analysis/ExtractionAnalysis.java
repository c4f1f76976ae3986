package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dasllm.eval.extraction.Alignment;
import org.dasllm.eval.extraction.FieldCounts;
import org.dasllm.eval.extraction.FieldOutcome;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.JudgedTask;

/** What became of every value that should have been extracted. */
final class ExtractionAnalysis {
    /** An answer may invent fields without end; the rest is counted together. */
    private static final int MOST_FIELDS = 200;

    private static final String OTHERS = "(other fields)";
    private static final String WHOLE = "(the answer itself)";

    private ExtractionAnalysis() {}

    /**
     * Of questions whose right answers are known.
     *
     * @param ids the questions', in the order of their answers
     */
    static ExtractionReport of(
            JudgedTask task,
            Tolerance tolerance,
            List<String> ids,
            List<Answer> gold,
            List<Answer> teacher,
            List<Answer> student) {
        List<List<FieldOutcome>> outcomes = outcomes(tolerance, gold, student);
        Map<String, FieldCounts> ofStudent = counts(outcomes);
        Map<String, FieldCounts> ofTeacher = counts(outcomes(tolerance, gold, teacher));
        TreeSet<String> paths = new TreeSet<>(ofStudent.keySet());
        paths.addAll(ofTeacher.keySet());
        List<ExtractionReport.Field> fields = new ArrayList<>();
        fields.add(new ExtractionReport.Field("", sum(ofStudent), sum(ofTeacher)));
        paths.forEach(path -> fields.add(new ExtractionReport.Field(
                path, ofStudent.getOrDefault(path, FieldCounts.NONE), ofTeacher.getOrDefault(path, FieldCounts.NONE))));
        return new ExtractionReport(
                gold.size(),
                parsed(task, student),
                valid(student),
                parsed(task, teacher),
                valid(teacher),
                List.copyOf(fields),
                ValueFailures.of(ids, outcomes, path -> ofStudent.containsKey(path) ? path : OTHERS));
    }

    /** By question, what became of its values; every path has a name. */
    private static List<List<FieldOutcome>> outcomes(Tolerance tolerance, List<Answer> gold, List<Answer> answers) {
        return IntStream.range(0, gold.size())
                .mapToObj(i -> Alignment.of(
                        gold.get(i).json().orElseThrow(), answers.get(i).json().orElse(null), tolerance))
                .map(question -> question.stream()
                        .map(each -> each.path().isEmpty() ? new FieldOutcome(WHOLE, each.kind()) : each)
                        .toList())
                .toList();
    }

    private static Map<String, FieldCounts> counts(List<List<FieldOutcome>> outcomes) {
        Map<String, FieldCounts> counts = new TreeMap<>();
        for (List<FieldOutcome> question : outcomes) {
            for (FieldOutcome outcome : question) {
                String path = outcome.path();
                counts.merge(
                        counts.containsKey(path) || counts.size() < MOST_FIELDS ? path : OTHERS,
                        FieldCounts.NONE.plus(outcome.kind()),
                        FieldCounts::plus);
            }
        }
        return counts;
    }

    private static FieldCounts sum(Map<String, FieldCounts> counts) {
        return counts.values().stream().reduce(FieldCounts.NONE, FieldCounts::plus);
    }

    private static int parsed(JudgedTask task, List<Answer> answers) {
        return (int)
                answers.stream().filter(answer -> task.parses(answer.text())).count();
    }

    private static int valid(List<Answer> answers) {
        return (int) answers.stream().filter(Answer::valid).count();
    }
}
