package org.dasllm.signing.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.BundleVerdict;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;

/**
 * What a folder says that was judged.
 *
 * @param source the file that says it
 * @param outcome the verdict's, such as {@code non-inferior}
 * @param passed whether it is a passing one
 * @param openFields names of what only a person knows and the report leaves open
 */
record Judged(Path source, String outcome, boolean passed, List<String> openFields) {
    private static final String REPORT = "report.json";
    private static final String OF_RUN = "evaluation/report.json";
    private static final String PASSING = "NON_INFERIOR";
    private static final String OPEN_FIELDS = "open_fields";

    /** Of a bundle, the folder of an evaluation, or that of a run; empty for any other folder. */
    static Optional<Judged> in(Path folder) {
        Path manifest = folder.resolve(BundleManifest.FILE);
        if (Files.isRegularFile(manifest) && BundleManifest.ofBundle(manifest)) {
            BundleVerdict verdict = BundleManifest.read(folder).verdict();
            return Optional.of(new Judged(manifest, verdict.outcome(), verdict.passed(), List.of()));
        }
        for (String name : List.of(REPORT, OF_RUN)) {
            Path report = folder.resolve(name);
            if (Files.isRegularFile(report)) {
                return Optional.of(of(report));
            }
        }
        return Optional.empty();
    }

    private static Judged of(Path report) {
        JsonNode tree = EvaluationFiles.REPORT.readTree(report);
        String outcome = tree.at("/verdict/outcome").asText();
        if (outcome.isEmpty()) {
            throw DasllmException.input(report + " has no verdict", "Name the folder of an evaluation");
        }
        return new Judged(
                report,
                outcome.toLowerCase(Locale.ROOT).replace('_', '-'),
                outcome.equals(PASSING),
                openFields(tree.path(OPEN_FIELDS), report));
    }

    /** Each is a name, or an object with a {@code name}. */
    private static List<String> openFields(JsonNode list, Path report) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : list) {
            JsonNode name = each.isObject() ? each.path("name") : each;
            if (!name.isTextual() || name.asText().isBlank()) {
                throw DasllmException.input(
                        report + " leaves a field open that has no name (" + OPEN_FIELDS + ")", "Make the report anew");
            }
            names.add(name.asText());
        }
        return List.copyOf(names);
    }
}
