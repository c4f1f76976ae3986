package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Quotations;
import org.dasllm.document.content.Quotations.Correctness;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Example;

/** Questions to look at: numbers say how often, texts say what. */
final class ExampleSection {
    private ExampleSection() {}

    static List<Block> blocks(EvaluationReport report) {
        List<Block> blocks = new ArrayList<>();
        if (report.examples().isEmpty()) {
            blocks.add(new Block.Paragraph(
                    "There is no question where the student differs from the teacher or from the right answer."));
        } else {
            List<Block> kinds = new ArrayList<>();
            kinds.add(new Block.Note("A few questions of each kind, taken in the order of the hashes of their ids, not"
                    + " chosen. All are in predictions.jsonl."));
            for (Example.Kind kind : Example.Kind.values()) {
                List<Example> some =
                        report.examples().stream().filter(e -> e.kind() == kind).toList();
                if (!some.isEmpty()) {
                    Quotations quotations = new Quotations(
                            some.stream().map(ExampleSection::quotation).toList());
                    kinds.add(new Block.Subsection(title(kind), List.of(quotations)));
                }
            }
            blocks.add(new Block.Subsection("Drawn by lot", kinds));
        }
        return blocks;
    }

    private static String title(Example.Kind kind) {
        return switch (kind) {
            case TEACHER_ONLY -> "The teacher was right, the student wrong";
            case STUDENT_ONLY -> "The student was right, the teacher wrong";
            case NEITHER -> "Both were wrong";
            case DIFFERENT -> "Student and teacher differ, no right answer known";
            case INVALID -> "The student’s answer could not be used";
        };
    }

    private static Quotations.Quotation quotation(Example example) {
        boolean teacher = example.kind() == Example.Kind.TEACHER_ONLY;
        boolean student = example.kind() == Example.Kind.STUDENT_ONLY;
        boolean known = teacher || student || example.kind() == Example.Kind.NEITHER;
        List<Quotations.Saying> sayings = new ArrayList<>();
        if (example.gold() != null) {
            sayings.add(new Quotations.Saying("right", Correctness.UNKNOWN, example.gold()));
        }
        sayings.add(new Quotations.Saying("teacher", correctness(known, teacher), example.teacher()));
        sayings.add(new Quotations.Saying("student", correctness(known, student), example.student()));
        return new Quotations.Quotation(example.id(), example.text(), sayings);
    }

    private static Correctness correctness(boolean known, boolean right) {
        return known ? right ? Correctness.RIGHT : Correctness.WRONG : Correctness.UNKNOWN;
    }
}
