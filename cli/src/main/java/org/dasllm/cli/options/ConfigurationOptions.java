package org.dasllm.cli.options;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.pipeline.PipelineConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The YAML file that a command reads, and what is set over it. */
public final class ConfigurationOptions {
    @Parameters(paramLabel = "FILE", description = "the run's YAML file, such as configs/demo.yaml")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "set a key of the file, such as train.epochs=5; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    public PipelineConfig read() {
        return ConfigurationFile.read(file, overrides, PipelineConfig.class);
    }
}
