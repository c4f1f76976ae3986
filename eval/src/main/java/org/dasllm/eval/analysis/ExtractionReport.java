package org.dasllm.eval.analysis;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.dasllm.eval.extraction.FieldCounts;
import org.dasllm.eval.extraction.FieldOutcome;

/**
 * How values were taken out of texts.
 *
 * @param n questions with a right answer known
 * @param studentParsed the student's answers that can be parsed
 * @param studentValid those of them that are answers of the task
 * @param teacherParsed the teacher's that can be parsed
 * @param teacherValid those of them that are answers of the task
 * @param fields all fields first, under an empty path, then one by one
 * @param failures what the student does wrong, in the most questions first
 */
public record ExtractionReport(
        int n,
        int studentParsed,
        int studentValid,
        int teacherParsed,
        int teacherValid,
        List<Field> fields,
        List<Failure> failures) {
    public ExtractionReport {
        // Reports before 1 December 2026 have none.
        failures = Objects.requireNonNullElse(failures, List.of());
    }

    /**
     * One field.
     *
     * @param path such as {@code lines[].amount}; empty for all together
     */
    public record Field(String path, FieldCounts student, FieldCounts teacher) {}

    /**
     * One thing that goes wrong with one field.
     *
     * @param path such as {@code lines[].amount}
     * @param kind not {@link FieldOutcome.Kind#MATCH}
     * @param questions where it happens
     * @param of questions whose right answer has the field; all questions where the value is invented
     * @param ids of some of the questions
     */
    public record Failure(String path, FieldOutcome.Kind kind, int questions, int of, List<String> ids) {
        public Failure {
            ids = List.copyOf(ids);
        }
    }

    /** The same figures under other paths: keys of answers may be data themselves, such as addresses that something is listed by. */
    ExtractionReport under(UnaryOperator<String> paths) {
        return new ExtractionReport(
                n,
                studentParsed,
                studentValid,
                teacherParsed,
                teacherValid,
                fields.stream()
                        .map(field -> new Field(paths.apply(field.path()), field.student(), field.teacher()))
                        .toList(),
                failures.stream()
                        .map(each -> new Failure(
                                paths.apply(each.path()), each.kind(), each.questions(), each.of(), each.ids()))
                        .toList());
    }
}
