package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Quotations.Correctness;
import org.dasllm.document.content.Section;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Example;
import org.dasllm.eval.analysis.Failure;

/** Questions to read: numbers say how often, texts say what. */
final class FailureSection {
    static final String ID = "failures";

    private FailureSection() {}

    static Section of(EvaluationReport report) {
        List<Block> blocks = new ArrayList<>();
        Boolean masked = report.masked();
        if (Boolean.TRUE.equals(masked)) {
            blocks.add(new Block.Note("Personal data and secrets that the detectors know are replaced by placeholders"
                    + " here; what no detector knows, such as most names, is not. predictions.jsonl has everything as"
                    + " it was."));
        } else if (Boolean.FALSE.equals(masked)) {
            blocks.add(new Block.Note(
                    "Personal data are not masked (evaluate.report.mask: false): these pages may show" + " some."));
        }
        List<Failure> failures = report.failures();
        if (failures != null && !failures.isEmpty()) {
            blocks.add(new Block.Subsection(
                    "The worst " + failures.size(),
                    List.of(
                            new Block.Note("First where the teacher was right and the student’s answer cannot be used"
                                    + " (six at most), then where the teacher was right and the student wrong, then where both were;"
                                    + " among equals those that miss more metrics, then those of which the student was"
                                    + " surest."),
                            new Quotations(failures.stream()
                                    .map(FailureSection::quotation)
                                    .toList()))));
        }
        blocks.addAll(ExampleSection.blocks(report));
        return new Section(ID, "Failures worth reading", blocks);
    }

    private static Quotations.Quotation quotation(Failure failure) {
        boolean known = failure.gold() != null;
        List<Quotations.Saying> sayings = new ArrayList<>();
        if (failure.gold() != null) {
            sayings.add(new Quotations.Saying("right", Correctness.UNKNOWN, failure.gold()));
        }
        Boolean right = failure.teacherRight();
        Correctness teacher = right == null ? Correctness.UNKNOWN : right ? Correctness.RIGHT : Correctness.WRONG;
        sayings.add(new Quotations.Saying("teacher", teacher, failure.teacher()));
        sayings.add(
                new Quotations.Saying("student", known ? Correctness.WRONG : Correctness.UNKNOWN, student(failure)));
        return new Quotations.Quotation(failure.id() + " · " + words(failure), failure.text(), sayings);
    }

    private static String student(Failure failure) {
        String answer = failure.student().isEmpty() ? "(no answer)" : failure.student();
        return failure.probability() == null
                ? answer
                : answer + String.format(Locale.ROOT, "  (stated probability %.2f)", failure.probability());
    }

    private static String words(Failure failure) {
        String what = switch (failure.kind()) {
            case INVALID -> "the student’s answer cannot be used";
            case TEACHER_ONLY -> "the teacher was right";
            case NEITHER -> "both were wrong";
            case STUDENT_ONLY -> "the student was right";
            case DIFFERENT -> "no right answer is known";
        };
        return failure.kind() != Example.Kind.INVALID && failure.missed().size() > 1
                ? what + " · wrong on " + String.join(", ", failure.missed())
                : what;
    }
}
