package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What the evaluation's report says of the student that is to be exported.
 *
 * @param outcome {@code non-inferior}, another outcome of an evaluation, {@code not evaluated}, or {@code not valid: } and why
 *     the report does not speak of this student
 * @param reportSha256 the hash of the report it was read from; null where there is none
 * @param details the report's {@code verdict} as it stands there; null where there is none
 */
public record Verdict(
        String outcome,
        @Nullable String reportSha256,
        @Nullable JsonNode details) {
    private static final String PASSED = "non-inferior";
    private static final String INVALID = "not valid: the report ";
    private static final Verdict NONE = new Verdict("not evaluated", null, null);

    /** Reads a report and holds it against the student; whatever does not fit is in the outcome. */
    static Verdict read(Optional<Evidence> evidence, Student student) {
        return evidence.filter(given -> Files.exists(given.report()))
                .map(given -> read(given, student))
                .orElse(NONE);
    }

    private static Verdict read(Evidence evidence, Student student) {
        String hash = Sha256.ofFile(evidence.report());
        JsonNode report;
        try {
            report = Json.readTree(evidence.report());
        } catch (DasllmException unreadable) {
            return new Verdict(INVALID + "cannot be read: " + unreadable.getMessage(), hash, null);
        }
        JsonNode verdict = report.path("verdict");
        JsonNode details = verdict.isObject() ? verdict : null;
        String outcome = new ReportCheck(report, student)
                .objection()
                .or(() ->
                        evidence.run().flatMap(run -> new RunCheck(run, evidence.report()).objection(report, student)))
                .map(INVALID::concat)
                .orElseGet(() -> verdict.path("outcome")
                        .asText()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
        return new Verdict(outcome, hash, details);
    }

    /** Whether the student was shown to be non-inferior to its teacher. */
    public boolean passed() {
        return outcome.equals(PASSED);
    }

    void require(Optional<Evidence> evidence) {
        if (!passed()) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    evidence.filter(given -> reportSha256 != null)
                                    .map(given -> said(given.report()))
                                    .orElse("There is no evaluation of this adapter")
                            + ", so nothing is exported",
                    "Evaluate the model, improve it, or export it with force: true, which the bundle will say");
        }
    }

    private String said(Path report) {
        return outcome.startsWith(INVALID)
                ? "The report " + report + " "
                        + outcome.substring(INVALID.length()).replaceAll("\\.$", "")
                : "The evaluation's verdict on this adapter is \"" + outcome + "\", not \"" + PASSED + "\"";
    }
}
