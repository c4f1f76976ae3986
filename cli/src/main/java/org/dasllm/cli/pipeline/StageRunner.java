package org.dasllm.cli.pipeline;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Place;
import org.dasllm.format.manifest.Artifact;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.manifest.StageRecord;
import org.dasllm.format.progress.Progress;
import org.dasllm.hub.cache.Origin;

/** Runs stages in order; one whose inputs and configuration have not changed is not run again. */
final class StageRunner {
    private final RunManifest manifest;
    private final Progress progress;
    private final PrintStream out;

    StageRunner(RunManifest manifest, Progress progress, PrintStream out) {
        this.manifest = manifest;
        this.progress = progress;
        this.out = out;
    }

    /**
     * Says what each stage would do: nothing, its work, or refuse, and why.
     *
     * @return the names of the stages that would refuse
     */
    List<String> explain(List<Stage> stages) {
        List<Path> changing = new ArrayList<>();
        Predicate<Path> remade = path -> changing.stream().anyMatch(path::startsWith);
        List<String> refusing = new ArrayList<>();
        for (Stage stage : stages) {
            boolean settled =
                    stage.inputs().values().stream().allMatch(path -> Files.exists(path) && !remade.test(path));
            if (settled && upToDate(stage, artifacts(stage.inputs()))) {
                tell(stage, "up to date");
            } else {
                Optional<String> refusal = refusal(stage, remade);
                refusal.ifPresent(why -> refusing.add(stage.name()));
                tell(stage, refusal.map(StageRunner::wouldRefuse).orElse("would run"));
                changing.addAll(stage.outputs().values());
            }
            tellFiles(stage);
        }
        return refusing;
    }

    static String wouldRefuse(String why) {
        return "would refuse: " + why;
    }

    private static Optional<String> refusal(Stage stage, Predicate<Path> remade) {
        try {
            requireInputs(stage, remade);
            stage.check(path -> Files.exists(path) && !remade.test(path));
            return Optional.empty();
        } catch (DasllmException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private void tellFiles(Stage stage) {
        stage.inputs().forEach((name, path) -> out.println("    reads  " + name + ": " + path));
        stage.outputs().forEach((name, path) -> out.println("    writes " + name + ": " + path));
    }

    void run(List<Stage> stages) {
        for (Stage stage : stages) {
            requireInputs(stage, path -> false);
            Map<String, Artifact> inputs = artifacts(stage.inputs());
            if (upToDate(stage, inputs)) {
                tell(stage, "up to date, not run again");
            } else {
                execute(stage, inputs);
            }
        }
    }

    private void execute(Stage stage, Map<String, Artifact> inputs) {
        Instant started = Instant.now();
        StageRecord running = record(stage, inputs, StageRecord.Status.RUNNING, started, Map.of());
        manifest.record(running);
        Map<String, String> details;
        try {
            details = stage.run(progress);
        } catch (DasllmException failure) {
            progress.finish();
            Map<String, String> reason = Map.of("reason", String.valueOf(failure.getMessage()));
            manifest.record(record(stage, inputs, StageRecord.Status.FAILED, started, reason));
            throw failure;
        }
        progress.finish();
        StageRecord done = record(stage, inputs, StageRecord.Status.DONE, started, details);
        manifest.record(done);
        String facts = details.entrySet().stream()
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
        tell(stage, facts + "  (" + TerminalProgress.duration(done.seconds()) + ")");
    }

    private void tell(Stage stage, String text) {
        out.println(line(stage, text));
    }

    static String line(Stage stage, String text) {
        return String.format(Locale.ROOT, "%-9s %s", stage.name(), text);
    }

    private StageRecord record(
            Stage stage,
            Map<String, Artifact> inputs,
            StageRecord.Status status,
            Instant started,
            Map<String, String> details) {
        boolean done = status == StageRecord.Status.DONE;
        Instant now = Instant.now();
        return new StageRecord(
                stage.name(),
                status,
                started.truncatedTo(ChronoUnit.SECONDS).toString(),
                status == StageRecord.Status.RUNNING
                        ? null
                        : now.truncatedTo(ChronoUnit.SECONDS).toString(),
                ChronoUnit.MILLIS.between(started, now) / 1000.0,
                inputs,
                done ? artifacts(stage.outputs()) : Map.of(),
                hash(stage),
                stage.seed(),
                details);
    }

    private Map<String, Artifact> artifacts(Map<String, Path> paths) {
        Map<String, Artifact> artifacts = new LinkedHashMap<>();
        paths.forEach((name, path) ->
                artifacts.put(name, Artifact.of(manifest.runDir(), path).from(Origin.of(path))));
        return artifacts;
    }

    private static String hash(Stage stage) {
        return RunManifest.configHash(stage.configuration());
    }

    private boolean upToDate(Stage stage, Map<String, Artifact> inputs) {
        if (stage.isAskedFor()) {
            return false;
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        inputs.forEach((name, artifact) -> hashes.put(name, artifact.sha256()));
        return manifest.upToDate(stage.name(), hash(stage), hashes);
    }

    private static void requireInputs(Stage stage, Predicate<Path> remade) {
        stage.inputs().forEach((name, path) -> {
            if (!Files.exists(path) && !remade.test(path)) {
                throw DasllmException.input(
                        "The stage '" + stage.name() + "' needs its " + name + " " + Place.of(path)
                                + ", which is not there",
                        "Run the stage before it, or all of them with ./dasllm run");
            }
        });
    }
}
