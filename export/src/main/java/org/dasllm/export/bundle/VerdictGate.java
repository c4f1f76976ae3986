package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.bundle.BundleVerdict;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;

/** Lets a student through that its evaluation's report speaks well of. */
final class VerdictGate {
    private static final String INVALID = "not valid: the report ";
    private static final BundleVerdict NONE = new BundleVerdict("not evaluated", null, null);

    private VerdictGate() {}

    /**
     * Reads a report and holds it against the student; whatever does not fit is in the outcome.
     *
     * @throws DasllmException if the report is of a version that this program does not read
     */
    static BundleVerdict read(Optional<Evidence> evidence, Student student) {
        return evidence.filter(given -> Files.exists(given.report()))
                .map(given -> read(given, student))
                .orElse(NONE);
    }

    private static BundleVerdict read(Evidence evidence, Student student) {
        String hash = Sha256.ofFile(evidence.report());
        JsonNode report;
        try {
            report = Json.readTree(evidence.report());
        } catch (DasllmException unreadable) {
            return new BundleVerdict(INVALID + "cannot be read: " + unreadable.getMessage(), hash, null);
        }
        EvaluationFiles.REPORT.require(report, evidence.report().toString());
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
        return new BundleVerdict(outcome, hash, details);
    }

    /** Refuses every verdict but a passing one. */
    static void require(BundleVerdict verdict, Optional<Evidence> evidence) {
        if (!verdict.passed()) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    evidence.filter(given -> verdict.reportSha256() != null)
                                    .map(given -> said(verdict.outcome(), given.report()))
                                    .orElse("There is no evaluation of this adapter")
                            + ", so nothing is exported",
                    "Evaluate the model, improve it, or export it with force: true, which the bundle will say");
        }
    }

    private static String said(String outcome, Path report) {
        return outcome.startsWith(INVALID)
                ? "The report " + report + " "
                        + outcome.substring(INVALID.length()).replaceAll("\\.$", "")
                : "The evaluation's verdict on this adapter is \"" + outcome + "\", not \"non-inferior\"";
    }
}
