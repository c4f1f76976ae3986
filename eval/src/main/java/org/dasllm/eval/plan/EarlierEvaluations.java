package org.dasllm.eval.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.io.Json;

/** What was evaluated in the same folder before: trying until a verdict pleases must be visible. */
public final class EarlierEvaluations {
    private static final String FOLDER = "earlier";

    private final Path folder;

    public EarlierEvaluations(Path folder) {
        this.folder = folder;
    }

    /**
     * An evaluation that was replaced.
     *
     * @param folder where its files are, relative to the evaluation's folder
     * @param student its name
     * @param studentSha256 its hash
     * @param testSha256 the questions it was asked
     * @param outcome its verdict; "not finished" where there is none
     */
    public record Earlier(String folder, String student, String studentSha256, String testSha256, String outcome) {}

    /** Moves the present evaluation's files aside; the caller then writes a new plan over the old one. */
    void keep(String planHash) {
        String ending = planHash.substring(0, 12);
        // A folder without predictions is a move that was interrupted: it is taken up again.
        Path target = folders().stream()
                .filter(f -> f.toString().endsWith(ending) && !Files.exists(f.resolve(PlanFolder.PREDICTIONS)))
                .findFirst()
                .orElseGet(() -> folder.resolve(FOLDER)
                        .resolve(String.format(Locale.ROOT, "%03d-%s", folders().size() + 1, ending)));
        try {
            Files.createDirectories(target);
            for (String name : List.of(PlanFolder.PLAN, PlanFolder.PLAN_HASH)) {
                Files.copy(folder.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            // The predictions go last: while they are here, the evaluation counts as the present one.
            for (String name : List.of(
                    PlanFolder.REPORT_HTML,
                    PlanFolder.REPORT_MARKDOWN,
                    PlanFolder.REPORT_PDF,
                    PlanFolder.REPORT_JSON,
                    PlanFolder.PANEL_PREDICTIONS,
                    PlanFolder.PREDICTIONS)) {
                if (Files.exists(folder.resolve(name))) {
                    Files.move(folder.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the earlier evaluation in " + target, e);
        }
    }

    /** Oldest first. */
    public List<Earlier> list() {
        List<Earlier> earlier = new ArrayList<>();
        for (Path each : folders()) {
            Path plan = each.resolve(PlanFolder.PLAN);
            Path report = each.resolve(PlanFolder.REPORT_JSON);
            JsonNode planned = Files.exists(plan)
                    ? EvaluationFiles.PLAN.readTree(plan)
                    : Json.mapper().createObjectNode();
            String outcome = Files.exists(report)
                    ? EvaluationFiles.REPORT
                            .readTree(report)
                            .path("verdict")
                            .path("outcome")
                            .asText("not finished")
                    : "not finished";
            earlier.add(new Earlier(
                    folder.relativize(each).toString(),
                    planned.path("student").asText("unknown"),
                    planned.path("studentSha256").asText("unknown"),
                    planned.path("testSha256").asText("unknown"),
                    outcome));
        }
        return earlier;
    }

    private List<Path> folders() {
        Path parent = folder.resolve(FOLDER);
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + parent, e);
        }
    }
}
