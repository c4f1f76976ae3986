package org.dasllm.eval.report;

import static org.dasllm.document.content.Text.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.metric.GradedKind;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.format.evaluation.EvaluationPlan;

/** What was asked, and that it was asked beforehand. */
final class PlanSection {
    static final String ID = "plan";
    private static final int HASH_SHOWN = 13;

    private PlanSection() {}

    static Section of(EvaluationReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Paragraph(
                "This plan was written to plan.json and hashed before the student answered the first question. Every"
                        + " line of predictions.jsonl carries the hash, and the evaluation refuses to judge under a"
                        + " plan that no longer has it."));
        blocks.add(facts(report));
        if (!report.earlier().isEmpty()) {
            blocks.add(earlier(report));
        }
        return new Section(ID, "What was asked", blocks);
    }

    private static Block.Facts facts(EvaluationReport report) {
        EvaluationPlan plan = report.plan();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Primary endpoint", describe(plan.primary())));
        facts.add(new Fact("Margin", Numbers.points(plan.margin()).substring(1) + " percentage points"));
        facts.add(new Fact(
                "Decision",
                "non-inferior if the lower end of the " + Numbers.confidence(plan.confidence())
                        + " interval of student − teacher lies above "
                        + Numbers.points(-plan.margin()) + " (one-sided α " + plan.alpha() + ")"));
        facts.add(new Fact("Interval", plan.intervalMethod().replace('\'', '’')));
        facts.add(new Fact(
                "Secondary metrics", plan.secondary().isEmpty() ? "none" : String.join(", ", plan.secondary())));
        facts.add(new Fact("Slices", plan.slices().isEmpty() ? "none" : String.join(", ", plan.slices())));
        facts.add(new Fact(
                "Task",
                plan.task() == null
                        ? "not declared; the labels say what an answer is"
                        : "an answer is " + plan.task().inWords()));
        facts.add(new Fact("Questions", plan.testSamples() + " in " + plan.test()));
        facts.add(new Fact("SHA-256 of the plan", code(report.planSha256())));
        facts.add(new Fact("SHA-256 of the questions", code(plan.testSha256())));
        facts.add(new Fact("SHA-256 of the student", code(plan.studentSha256())));
        Map<String, String> settings = plan.settings();
        if (settings != null) {
            settings.forEach((name, value) -> facts.add(new Fact(name.replace('_', ' '), value)));
        }
        plan.answeredBy()
                .forEach((name, value) -> facts.add(
                        new Fact("Answered by: " + name, name.endsWith("SHA-256") ? code(value) : Text.of(value))));
        return new Block.Facts(facts);
    }

    private static Table earlier(EvaluationReport report) {
        return new Table(
                "earlier",
                "Evaluated in this folder before",
                List.of(
                        Table.Column.words("Student"),
                        Table.Column.words("SHA-256"),
                        Table.Column.words("Questions"),
                        Table.Column.words("Outcome"),
                        Table.Column.words("Kept in")),
                report.earlier().stream().map(earlier -> row(report, earlier)).toList());
    }

    private static Table.Row row(EvaluationReport report, EarlierEvaluations.Earlier earlier) {
        boolean same = earlier.testSha256().equals(report.plan().testSha256());
        return Table.Row.of(
                earlier.student(),
                Words.shorten(earlier.studentSha256(), HASH_SHOWN),
                same ? "the same" : "others",
                earlier.outcome(),
                earlier.folder());
    }

    /** A metric in words. */
    private static String describe(String metric) {
        Optional<GradedKind> graded = GradedKind.of(metric);
        if (graded.isPresent()) {
            return metric + ": " + graded.get().words();
        }
        return metric.equals("exact")
                ? "exact: the whole answer equals the right one"
                : metric + ": this field of the JSON answer equals the right one";
    }
}
