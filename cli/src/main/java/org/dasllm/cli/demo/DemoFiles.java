package org.dasllm.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.cli.installation.Installation;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ShellName;

/**
 * What the demo reads: in a checkout beside the command, in an archive beside the program, whose paths are then absolute ones.
 *
 * @param root what the paths of the demo's configuration count from; empty for the folder where the command is started
 */
public record DemoFiles(Path root) {
    public static final Path CONFIGURATION = Path.of("configs", "demo.yaml");
    public static final Path TEACHER = Path.of("demo", "models", "teacher");

    private static final Path BASE = Path.of("demo", "models", "student-base");
    private static final List<String> PROMPTS = List.of("harvest", "test", "sealed");

    /** Those of the folder where the command is started, else the archive's. */
    public static Optional<DemoFiles> here() {
        DemoFiles beside = new DemoFiles(Path.of(""));
        return beside.complete()
                ? Optional.of(beside)
                : Installation.file(Path.of("")).map(DemoFiles::new).filter(DemoFiles::complete);
    }

    private boolean complete() {
        return Files.exists(configuration()) && Files.exists(teacher());
    }

    private boolean installed() {
        return root.isAbsolute();
    }

    public Path configuration() {
        return root.resolve(CONFIGURATION);
    }

    public Path teacher() {
        return root.resolve(TEACHER);
    }

    /** What has to be set over the configuration, whose paths count from the folder where the command is started. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (installed()) {
            Path messages = root.resolve(Path.of("demo", "messages"));
            settings.put(
                    "harvest.prompts",
                    Json.line(PROMPTS.stream()
                            .map(name -> messages.resolve(name + ".jsonl").toString())
                            .toList()));
            settings.put("student.base", Json.line(root.resolve(BASE).toString()));
        }
        return settings;
    }

    /** The command that serves what the demo has made. */
    public String serve(Path bundle, String overrides) {
        return installed()
                ? "dasllm serve " + ShellName.of(bundle.toString())
                : "./dasllm serve --config " + CONFIGURATION + overrides;
    }
}
