package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Holds a report against itself and against the student that is to be exported: the verdict must be on this adapter, on this
 * base model, under the plan that was hashed before the first answer, and must follow from its own figures.
 */
final class ReportCheck {
    static final String PASSED = "NON_INFERIOR";

    private static final Set<String> OUTCOMES = Set.of(PASSED, "NOT_SHOWN", "NOT_ESTIMABLE");
    private static final String BASE = "base model SHA-256";

    private final JsonNode report;
    private final JsonNode verdict;
    private final JsonNode plan;
    private final Student student;

    ReportCheck(JsonNode report, Student student) {
        this.report = report;
        this.verdict = report.path("verdict");
        this.plan = report.path("plan");
        this.student = student;
    }

    /** What does not fit, to follow "the report"; empty where all does. */
    Optional<String> objection() {
        return Stream.<Supplier<@Nullable String>>of(
                        this::layout, this::studentNamed, this::planKept, this::baseNamed, this::figures)
                .map(Supplier::get)
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    private @Nullable String layout() {
        if (!report.isObject()) {
            return "is no object";
        }
        if (!verdict.isObject()) {
            return "has no verdict";
        }
        return OUTCOMES.contains(verdict.path("outcome").asText())
                ? null
                : "has the verdict " + shown(verdict.path("outcome")) + ", which no evaluation gives";
    }

    private @Nullable String studentNamed() {
        String named = hash(verdict, "studentSha256", "the student it judges");
        if (named != null) {
            return named;
        }
        String judged = verdict.path("studentSha256").asText();
        if (!judged.equals(student.adapter()) && !judged.equals(student.weights())) {
            return "judges another student, " + judged + ", and not this adapter, " + student.adapter();
        }
        return judged.equals(plan.path("studentSha256").asText()) ? null : "judges another student than its plan";
    }

    private @Nullable String planKept() {
        String named = hash(verdict, "planSha256", "the plan it judges by");
        if (named != null) {
            return named;
        }
        String fixed = verdict.path("planSha256").asText();
        boolean same =
                fixed.equals(report.path("planSha256").asText()) && fixed.equals(Sha256.ofString(Json.pretty(plan)));
        if (!same) {
            return "holds another plan than the one that was fixed before the first answer";
        }
        boolean kept = verdict.path("margin").equals(plan.path("margin"))
                && verdict.path("primary").equals(plan.path("primary"));
        return kept ? null : "judges by another margin or metric than its plan";
    }

    private @Nullable String baseNamed() {
        JsonNode provenance = report.path("provenance");
        String named = hash(provenance, BASE, "the base model under the adapter");
        if (named != null) {
            return named;
        }
        String planned = plan.path("answeredBy").path(BASE).asText(student.base());
        boolean same = provenance.path(BASE).asText().equals(student.base()) && planned.equals(student.base());
        return same ? null : "judges the adapter on another base model";
    }

    /**
     * A passing verdict says that the whole interval lies above the margin, that no question was learnt and no other claim fails it, and the interval
     * stands beside the metric that decides.
     */
    private @Nullable String figures() {
        JsonNode lower = verdict.path("interval").path("lower");
        JsonNode margin = verdict.path("margin");
        JsonNode claims = report.path("endpoints");
        boolean failed = !claims.isEmpty() && !claims.path(0).path("shown").asBoolean();
        boolean held = failed || report.at("/overlap/questions").asInt() > 0;
        boolean shown = lower.isNumber() && margin.isNumber() && lower.doubleValue() > -margin.doubleValue() && !held;
        boolean said = verdict.path("outcome").asText().equals(PASSED);
        boolean measured = verdict.path("interval").equals(decision()) || !verdict.has("interval");
        return said == shown && measured ? null : "has a verdict that does not follow from its figures";
    }

    /** The interval of the metric that decides: one with degrees stands apart from those of right and wrong. */
    private JsonNode decision() {
        for (JsonNode metric : report.path("graded")) {
            if (metric.path("primary").asBoolean()) {
                return metric.at("/paired/decision");
            }
        }
        return report.at("/metrics/0/paired/decision");
    }

    /** Null where the value is a SHA-256 as this program writes them. */
    private static @Nullable String hash(JsonNode of, String key, String what) {
        JsonNode value = of.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return "does not name " + what + " (" + key + " is " + (value.isNull() ? "null" : "missing") + ")";
        }
        return value.isTextual() && value.textValue().matches("[0-9a-f]{64}")
                ? null
                : "names " + what + " by " + shown(value) + ", which is no SHA-256 in small letters (" + key + ")";
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
