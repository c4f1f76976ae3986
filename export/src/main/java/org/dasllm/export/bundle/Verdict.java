package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What the evaluation's report says of the adapter that is to be exported.
 *
 * @param outcome {@code non-inferior}, another outcome of an evaluation, {@code not evaluated}, or {@code evaluated on
 *     another student}
 * @param reportSha256 the hash of the report it was read from; null where there is none
 * @param details the report's {@code verdict} as it stands there; null where there is no report
 */
public record Verdict(
        String outcome,
        @Nullable String reportSha256,
        @Nullable JsonNode details) {
    private static final String PASSED = "non-inferior";
    private static final String OTHER_STUDENT = "evaluated on another student";
    private static final Verdict NONE = new Verdict("not evaluated", null, null);

    /**
     * Reads {@code verdict.outcome} of a report, and compares {@code verdict.studentSha256}, where it is there, with the
     * adapter's folder and with its weights.
     *
     * @throws DasllmException if there is a report without an outcome
     */
    static Verdict read(Optional<Path> report, Path adapter) {
        return report.map(file -> read(file, adapter)).orElse(NONE);
    }

    private static Verdict read(Path report, Path adapter) {
        JsonNode verdict = Json.readTree(report).path("verdict");
        String outcome =
                verdict.path("outcome").asText("").toLowerCase(Locale.ROOT).replace('_', '-');
        if (outcome.isEmpty()) {
            throw DasllmException.input(
                    "The report " + report + " has no verdict.outcome", "Run the evaluation to its end");
        }
        String judged = verdict.path("studentSha256").asText("");
        boolean ours = judged.isEmpty()
                || judged.equals(Sha256.ofTree(adapter))
                || judged.equals(Sha256.ofFile(adapter.resolve(AdapterConfig.WEIGHTS_FILE)));
        return new Verdict(ours ? outcome : OTHER_STUDENT, Sha256.ofFile(report), verdict);
    }

    /** Whether the student was shown to be non-inferior to its teacher. */
    public boolean passed() {
        return outcome.equals(PASSED);
    }

    void require() {
        if (!passed()) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    reportSha256 == null
                            ? "There is no evaluation of this adapter, so nothing is exported"
                            : "The evaluation's verdict on this adapter is \"" + outcome + "\", not \"" + PASSED
                                    + "\", so nothing is exported",
                    "Evaluate the model, improve it, or export it with force: true, which the bundle will say");
        }
    }
}
