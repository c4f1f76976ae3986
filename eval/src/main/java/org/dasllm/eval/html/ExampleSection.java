package org.dasllm.eval.html;

import java.util.List;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Example;

/** Questions to look at: numbers say how often, texts say what. */
final class ExampleSection {
    private ExampleSection() {}

    static void write(Markup out, EvaluationReport report) {
        HtmlReport.heading(out, 8, "Examples");
        if (report.examples().isEmpty()) {
            out.element(
                    "p", "There is no question where the student differs from the teacher or from the right answer.");
            return;
        }
        out.element(
                "p class=note",
                "A few questions of each kind, taken in the order of the hashes of their ids, not chosen. All are in"
                        + " predictions.jsonl.");
        for (Example.Kind kind : Example.Kind.values()) {
            List<Example> some =
                    report.examples().stream().filter(e -> e.kind() == kind).toList();
            if (!some.isEmpty()) {
                out.element("h3", title(kind)).raw("\n<div class=examples>\n");
                some.forEach(example -> write(out, example));
                out.raw("</div>\n");
            }
        }
    }

    private static String title(Example.Kind kind) {
        return switch (kind) {
            case TEACHER_ONLY -> "The teacher was right, the student wrong";
            case STUDENT_ONLY -> "The student was right, the teacher wrong";
            case NEITHER -> "Both were wrong";
            case DIFFERENT -> "Student and teacher differ, no right answer known";
            case INVALID -> "The student’s answer was not valid JSON";
        };
    }

    private static void write(Markup out, Example example) {
        boolean teacher = example.kind() == Example.Kind.TEACHER_ONLY;
        boolean student = example.kind() == Example.Kind.STUDENT_ONLY;
        boolean known = teacher || student || example.kind() == Example.Kind.NEITHER;
        out.raw("<div class=example>\n")
                .element("p class=id", example.id())
                .element("blockquote", example.text())
                .raw("<dl>");
        if (example.gold() != null) {
            out.raw("<dt>right</dt><dd>").code(example.gold()).raw("</dd>");
        }
        out.raw("<dt" + mark(known, teacher) + ">teacher</dt><dd>")
                .code(example.teacher())
                .raw("</dd><dt" + mark(known, student) + ">student</dt><dd>")
                .code(example.student())
                .raw("</dd></dl>\n</div>\n");
    }

    private static String mark(boolean known, boolean right) {
        return known ? right ? " class=right" : " class=wrong" : "";
    }
}
