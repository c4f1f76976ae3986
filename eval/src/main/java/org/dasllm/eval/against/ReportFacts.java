package org.dasllm.eval.against;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dasllm.eval.analysis.EndpointReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.GradedReport;
import org.dasllm.eval.analysis.MetricReport;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.analysis.SliceReport;
import org.dasllm.eval.analysis.SystemScore;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.bias.GroupOutcome;
import org.dasllm.eval.bias.Rate;
import org.dasllm.eval.compat.Break;
import org.dasllm.eval.compat.CompatibilityReport;
import org.dasllm.eval.statistics.PairedEstimate;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** A report's statements one by one, by what they are about. */
final class ReportFacts {
    private static final String STUDENT = "student.sha256";
    private static final String NONE = "not estimable";

    /** What stands among the data, or is the layout's own. */
    private static final Set<String> NOT_SETTINGS = Set.of(
            "version", "test", "testSha256", "testSamples", "student", "studentSha256", "answeredBy", "trainSha256");

    private final Map<Area, Map<String, Fact>> facts = new EnumMap<>(Area.class);

    private ReportFacts(EvaluationReport report) {
        for (Area area : Area.values()) {
            facts.put(area, new LinkedHashMap<>());
        }
        verdict(report.verdict());
        metrics(report);
        report.slices().forEach(this::slice);
        BiasReport bias = report.bias();
        if (bias != null) {
            groups("", bias);
        }
        if (report.panel() != null) {
            groups("panel: ", report.panel().bias());
        }
        form(report);
        settings(report);
        data(report);
        statements(report);
    }

    static Map<Area, Map<String, Fact>> of(EvaluationReport report) {
        return new ReportFacts(report).facts;
    }

    private void put(Area area, String what, Fact fact) {
        Objects.requireNonNull(facts.get(area)).put(what, fact);
    }

    private void verdict(Verdict verdict) {
        put(Area.VERDICT, "Verdict", Fact.of(verdict.outcome().inWords()));
        put(Area.VERDICT, "Questions that count", Fact.of(Integer.toString(verdict.n())));
        put(Area.VERDICT, "Teacher", share(verdict.teacherAccuracy()));
        put(Area.VERDICT, "Student", share(verdict.studentAccuracy()));
        put(Area.VERDICT, "Student − teacher", difference(verdict.difference(), verdict.interval()));
    }

    private void metrics(EvaluationReport report) {
        List<EndpointReport> claims = report.endpoints();
        if (claims != null) {
            claims.forEach(claim -> put(
                    Area.ENDPOINTS,
                    "Claim on " + claim.metric() + " within " + Numbers.points(-claim.margin()),
                    Fact.of(claim.shown() ? "shown" : "not shown")));
        }
        for (MetricReport metric : report.metrics()) {
            for (SystemScore system : metric.systems()) {
                put(Area.ENDPOINTS, metric.name() + ", " + system.name(), share(system.accuracy()));
            }
            MetricReport.Paired paired = metric.paired();
            if (paired != null) {
                put(
                        Area.ENDPOINTS,
                        metric.name() + ", student − teacher",
                        difference(paired.difference(), paired.decision()));
            }
        }
        List<GradedReport> graded = report.graded();
        if (graded != null) {
            graded.forEach(this::graded);
        }
    }

    private void graded(GradedReport graded) {
        put(Area.ENDPOINTS, graded.name() + ", teacher", share(graded.teacher()));
        put(Area.ENDPOINTS, graded.name() + ", student", share(graded.student()));
        PairedEstimate paired = graded.paired();
        if (paired != null) {
            put(
                    Area.ENDPOINTS,
                    graded.name() + ", student − teacher",
                    difference(paired.difference(), paired.decision()));
        }
    }

    private void slice(SliceReport slice) {
        String name = slice.attribute() + " = " + slice.value();
        put(Area.SLICES, name + ", questions", Fact.of(Integer.toString(slice.n())));
        put(Area.SLICES, name + ", student", share(slice.studentAccuracy()));
        put(Area.SLICES, name + ", student − teacher", difference(slice.difference(), slice.interval()));
    }

    private void groups(String where, BiasReport bias) {
        for (BiasReport.Attribute attribute : bias.attributes()) {
            for (GroupOutcome group : attribute.groups()) {
                String name = where + attribute.name() + " = " + group.value();
                put(Area.GROUPS, name + ", student right", rate(group.student().accuracy()));
                put(
                        Area.GROUPS,
                        name + ", student selects",
                        rate(group.student().selectionRate()));
                put(
                        Area.GROUPS,
                        name + ", against the teacher",
                        Fact.of(group.finding().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
            }
        }
        BiasReport.Counterfactuals pairs = bias.counterfactuals();
        if (pairs != null && pairs.sets() > 0) {
            put(Area.GROUPS, where + "answers that change with the people", rate(pairs.studentFlips()));
        }
    }

    private void form(EvaluationReport report) {
        put(
                Area.FORM,
                "Answers of the student that cannot be used",
                share((double) report.outputs().studentInvalid()
                        / Math.max(1, report.outputs().asked())));
        CompatibilityReport compatibility = report.compatibility();
        if (compatibility != null) {
            put(
                    Area.FORM,
                    "Answers that read like the teacher’s",
                    share((double) compatibility.unaffected() / Math.max(1, compatibility.fresh())));
            for (Break each : compatibility.breaks()) {
                if (each.severity() == Break.Severity.BREAKING) {
                    put(
                            Area.FORM,
                            each.field() + ": " + each.kind().words(),
                            Fact.of("breaks " + each.count() + " of " + each.of()));
                }
            }
        }
    }

    private void settings(EvaluationReport report) {
        JsonNode plan = Json.mapper().valueToTree(report.plan());
        plan.properties().forEach(field -> {
            if (!NOT_SETTINGS.contains(field.getKey())) {
                JsonNode value = field.getValue();
                put(Area.SETTINGS, field.getKey(), Fact.of(value.isTextual() ? value.textValue() : value.toString()));
            }
        });
    }

    private void data(EvaluationReport report) {
        put(Area.DATA, "student", Fact.of(report.plan().student()));
        put(Area.DATA, "student, SHA-256", Fact.of(report.plan().studentSha256()));
        put(
                Area.DATA,
                "questions",
                Fact.of(report.plan().testSamples() + " in " + report.plan().test()));
        put(Area.DATA, "questions, SHA-256", Fact.of(report.plan().testSha256()));
        put(Area.DATA, "training data, SHA-256", Fact.of(report.plan().trainSha256()));
        put(
                Area.DATA,
                "training samples",
                Fact.of(Integer.toString(report.data().trainSamples())));
        report.plan().answeredBy().forEach((name, value) -> put(Area.DATA, name, Fact.of(value)));
        report.provenance().forEach((name, value) -> {
            // The student's hash stands in the plan, which is what the answers were judged by.
            if (!name.equals(STUDENT)) {
                put(Area.DATA, name, Fact.of(value));
            }
        });
    }

    private void statements(EvaluationReport report) {
        Map<String, String> statements = report.statements();
        if (statements != null) {
            statements.forEach(
                    (key, text) -> put(Area.STATEMENTS, key, Fact.of(text.isEmpty() ? "not filled in" : text)));
        }
    }

    private static Fact share(@Nullable Double share) {
        return share == null ? Fact.of(NONE) : new Fact(Numbers.percent(share), share);
    }

    private static Fact rate(Rate rate) {
        Double value = rate.value();
        return value == null ? Fact.of(NONE) : new Fact(Numbers.percent(value) + " of " + rate.of(), value);
    }

    private static Fact difference(@Nullable Double difference, @Nullable Interval interval) {
        return difference == null
                ? Fact.of(NONE)
                : new Fact(
                        Numbers.points(difference)
                                + (interval == null ? "" : " (" + Numbers.pointsInterval(interval) + ")"),
                        difference);
    }
}
