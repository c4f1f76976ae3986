package org.dasllm.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.demo.BundleTrial;
import org.dasllm.cli.demo.DemoFiles;
import org.dasllm.cli.demo.TeacherProcess;
import org.dasllm.cli.pipeline.Pipeline;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.cli.pipeline.RunFolder;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Place;
import org.dasllm.format.io.ShellName;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dasllm demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "The whole pipeline on a bank's complaints desk, in a few minutes.",
        description = "Starts a small teacher behind a real HTTP server, harvests its labels, curates them with Spark,"
                + " trains a LoRA student, judges it against its teacher, exports a bundle and asks it a question."
                + " It is a demonstration: the exit code is 0 whatever the verdict."
                + " Needs no GPU, no key and no network. Run it again, and only what is missing is done.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "set a key of configs/demo.yaml; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    private @Nullable TeacherProcess teacher;

    @Override
    public Integer call() {
        DemoFiles files = DemoFiles.here()
                .orElseThrow(() -> DasllmException.usage(
                        "There is no " + Place.of(DemoFiles.CONFIGURATION) + " or no " + DemoFiles.TEACHER
                                + " beside it",
                        "Run it from the project's folder, or from an archive that has the demo"));
        Map<String, String> settings = files.settings();
        settings.putAll(overrides);
        long began = System.nanoTime();
        PipelineConfig config = ConfigurationFile.read(files.configuration(), settings, PipelineConfig.class);
        config.serve().apiKey(System.getenv()); // refused now, not after the training
        Pipeline pipeline = new Pipeline(config, TerminalProgress.standard(), System.out);
        RunFolder folder = pipeline.folder();
        System.out.println("Das LLM demo: the run is " + folder.path());
        try {
            pipeline.reachingTeacherBy(harvest -> started(files.teacher(), harvest, folder))
                    .run(List.of());
        } finally {
            if (teacher != null) {
                teacher.close();
            }
        }
        BundleTrial.ask(folder.bundle(), config);
        System.out.printf(
                "%nDone in %s.%n  data    %s%n  report  %s%n  curves  %s%n  bundle  %s%n",
                TerminalProgress.duration((System.nanoTime() - began) / 1e9),
                folder.cardHtml().toAbsolutePath().toUri(),
                folder.reportHtml().toAbsolutePath().toUri(),
                folder.curves().toAbsolutePath().toUri(),
                folder.bundle());
        System.out.println("Serve it:  " + files.serve(folder.bundle(), settings()));
        System.out.println("Ask it:    " + BundleTrial.curl(config));
        return ExitCode.DONE.number();
    }

    /** What was set over the file, for a shell. */
    private String settings() {
        return overrides.entrySet().stream()
                .map(set -> " --set " + ShellName.of(set.getKey() + "=" + set.getValue()))
                .collect(Collectors.joining());
    }

    private HarvestConfig started(Path model, HarvestConfig harvest, RunFolder folder) {
        TeacherConfig configured = Objects.requireNonNull(harvest.teacher(), "the demo's harvest has a teacher");
        TeacherProcess process =
                TeacherProcess.start(model, configured.model(), folder.path().resolve("teacher"));
        teacher = process;
        return harvest.withTeachers(teacher -> teacher.withBaseUrl(process.baseUrl()));
    }
}
