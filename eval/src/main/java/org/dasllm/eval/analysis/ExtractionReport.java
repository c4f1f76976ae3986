package org.dasllm.eval.analysis;

import java.util.List;
import java.util.function.UnaryOperator;
import org.dasllm.eval.extraction.FieldCounts;

/**
 * How values were taken out of texts.
 *
 * @param n questions with a right answer known
 * @param studentParsed the student's answers that can be parsed
 * @param studentValid those of them that are answers of the task
 * @param teacherParsed the teacher's that can be parsed
 * @param teacherValid those of them that are answers of the task
 * @param fields all fields first, under an empty path, then one by one
 */
public record ExtractionReport(
        int n, int studentParsed, int studentValid, int teacherParsed, int teacherValid, List<Field> fields) {

    /**
     * One field.
     *
     * @param path such as {@code lines[].amount}; empty for all together
     */
    public record Field(String path, FieldCounts student, FieldCounts teacher) {}

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
                        .toList());
    }
}
