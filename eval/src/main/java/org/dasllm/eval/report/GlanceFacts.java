package org.dasllm.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Block.Fact;
import org.dasllm.document.content.Text;
import org.dasllm.eval.analysis.EndpointReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.OutputReport;
import org.dasllm.eval.analysis.SliceReport;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.bias.GroupOutcome;
import org.dasllm.eval.calibration.Calibration;
import org.dasllm.eval.compat.CompatibilityReport;
import org.dasllm.format.evaluation.Verdict;
import org.jspecify.annotations.Nullable;

/** What a board looks at before it reads on. */
final class GlanceFacts {
    private GlanceFacts() {}

    static Block.Facts of(EvaluationReport report) {
        List<Fact> facts = new ArrayList<>();
        Verdict verdict = report.verdict();
        facts.add(new Fact(
                "Questions",
                verdict.n() + " held out and judged by “" + report.plan().primary() + "”, the primary endpoint"));
        if (verdict.studentAccuracy() != null && verdict.teacherAccuracy() != null) {
            facts.add(new Fact(
                    "Student and teacher",
                    Numbers.percent(verdict.studentAccuracy()) + " and " + Numbers.percent(verdict.teacherAccuracy())));
        }
        if (verdict.difference() != null) {
            facts.add(new Fact(
                    "Difference",
                    Numbers.points(verdict.difference()) + " points, "
                            + Numbers.confidence(verdict.confidence()) + " interval "
                            + Words.points(verdict.interval()) + "; allowed down to "
                            + Numbers.points(-verdict.margin())));
        }
        claims(facts, report.endpoints());
        outputs(facts, report.outputs());
        slices(facts, report.slices());
        facts.add(new Fact("Groups of people", Text.of(groups(report) + " See ").andReference(BiasSection.ID)));
        CompatibilityReport compatibility = report.compatibility();
        if (compatibility != null) {
            facts.add(new Fact(
                    "Programs that parse answers",
                    Text.of(form(compatibility) + " See ").andReference(ContractSection.ID)));
        }
        calibration(facts, report.calibration());
        open(facts, report.openFields());
        return new Block.Facts(facts);
    }

    private static void claims(List<Fact> facts, @Nullable List<EndpointReport> claims) {
        if (claims != null) {
            facts.add(new Fact(
                    "Claims together",
                    claims.stream().filter(EndpointReport::shown).count() + " of " + claims.size() + " shown"));
        }
    }

    private static void outputs(List<Fact> facts, OutputReport outputs) {
        facts.add(new Fact(
                "Answers that cannot be used",
                outputs.studentInvalid() + " of " + outputs.asked() + " of the student, " + outputs.teacherInvalid()
                        + " of the teacher"));
    }

    private static void slices(List<Fact> facts, List<SliceReport> slices) {
        if (slices.isEmpty()) {
            return;
        }
        String weakest = slices.stream()
                .filter(slice -> !slice.small() && slice.difference() != null)
                .min(Comparator.comparingDouble(slice -> Objects.requireNonNull(slice.difference())))
                .map(slice -> "; the student falls behind most, or gains least, in " + slice.attribute() + " = "
                        + slice.value() + " (" + Numbers.points(Objects.requireNonNull(slice.difference()))
                        + " points)")
                .orElse("");
        long small = slices.stream().filter(SliceReport::small).count();
        facts.add(new Fact(
                "Slices",
                Text.of(slices.size() + (small > 0 ? ", " + small + " of them too small to be judged" : "") + weakest
                                + "; see ")
                        .andReference(SliceSection.ID)));
    }

    private static String groups(EvaluationReport report) {
        List<GroupOutcome> groups = Stream.of(
                        report.bias(),
                        report.panel() == null ? null : report.panel().bias())
                .filter(Objects::nonNull)
                .flatMap(bias -> Objects.<BiasReport>requireNonNull(bias).attributes().stream())
                .flatMap(attribute -> attribute.groups().stream())
                .toList();
        if (groups.isEmpty()) {
            return "Not measured.";
        }
        List<String> worse = groups.stream()
                .filter(group -> group.finding() == GroupOutcome.Finding.WORSE)
                .map(GroupOutcome::value)
                .toList();
        return worse.isEmpty()
                ? "In none of " + groups.size() + " groups the student is shown to be worse than the teacher."
                : "The student serves worse than the teacher did: " + String.join(", ", worse) + ".";
    }

    private static String form(CompatibilityReport compatibility) {
        long breaking = ContractSection.breaking(compatibility);
        return breaking == 0
                ? "Nothing in the student’s answers breaks what reads the teacher’s."
                : "The student’s answers break what reads the teacher’s in " + breaking
                        + (breaking == 1 ? " way." : " ways.");
    }

    private static void calibration(List<Fact> facts, @Nullable Calibration calibration) {
        if (calibration == null) {
            return;
        }
        Calibration.Choice kept = calibration.kept();
        facts.add(new Fact(
                "Answers for people",
                kept == null
                        ? "all: no threshold keeps the remaining error below "
                                + Numbers.percent(calibration.greatestError())
                        : (calibration.n() - kept.kept()) + " of " + calibration.n()
                                + " have a stated probability below "
                                + Numbers.percent(kept.threshold()) + "; of the others less than "
                                + Numbers.percent(kept.bound()) + " are wrong"));
    }

    private static void open(List<Fact> facts, @Nullable List<String> open) {
        if (open != null && !open.isEmpty()) {
            facts.add(new Fact(
                    "Not filled in",
                    Text.of(String.join(", ", open) + ": not to be signed. See ")
                            .andReference(StatementSection.ID)));
        }
    }
}
