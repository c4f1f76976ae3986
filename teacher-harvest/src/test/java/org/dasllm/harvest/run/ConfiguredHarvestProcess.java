package org.dasllm.harvest.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.HarvestConfig;

/** A harvest of any configuration in a process of its own, to be killed. */
final class ConfiguredHarvestProcess {
    private ConfiguredHarvestProcess() {}

    /** Starts one that runs until it is done or killed; what it says is in {@code process.log} beside the prompts. */
    static Process start(String config, Path prompts, Path work) throws Exception {
        Path folder = prompts.resolveSibling("process");
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("config.json"), config);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ConfiguredHarvestProcess.class.getName(),
                        file.toString(),
                        prompts.toString(),
                        work.toString(),
                        folder.resolve("samples.jsonl").toString())
                .redirectErrorStream(true)
                .redirectOutput(prompts.resolveSibling("process.log").toFile())
                .start();
    }

    /** Takes a file with the harvest's configuration as JSON, the prompts, the work folder and the samples' file. */
    public static void main(String[] arguments) throws Exception {
        HarvestConfig config = ConfigBinder.bind(
                ConfigSource.json(Files.readString(Path.of(arguments[0])), "the test"), HarvestConfig.class);
        Harvest.run(
                config,
                List.of(Path.of(arguments[1])),
                Path.of(arguments[2]),
                Path.of(arguments[3]),
                LaterStages.UNKNOWN,
                HarvestMode.USUAL,
                Progress.SILENT);
    }
}
