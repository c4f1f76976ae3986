package org.dasllm.cli.options;

import java.util.List;
import org.dasllm.cli.pipeline.Pipeline;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.ExitCode;
import org.dasllm.harvest.run.HarvestMode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that runs stages has in common. */
public final class StageOptions {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--dry-run",
            description = {
                "check all that the stages check before their work, and do nothing;",
                "says of each: up to date, would run, or would refuse and why (exit code 3)"
            })
    private boolean dryRun;

    @Option(names = "--json", description = "print the run's manifest to standard output when done")
    private boolean json;

    /** The configuration with what is set over it. */
    public PipelineConfig read() {
        return configuration.read();
    }

    /** Runs the named stages, all where none is named. */
    public int run(String... stages) {
        return run(HarvestMode.USUAL, stages);
    }

    /** @param mode what the harvest does beside the usual */
    public int run(HarvestMode mode, String... stages) {
        Pipeline pipeline = new Pipeline(
                        configuration.read(), TerminalProgress.standard(), json ? System.err : System.out)
                .harvesting(mode);
        if (dryRun) {
            pipeline.explain(List.of(stages));
            return ExitCode.DONE.number();
        }
        pipeline.run(List.of(stages));
        if (json) {
            System.out.println(pipeline.manifestText());
        }
        pipeline.requirePassed(List.of(stages));
        return ExitCode.DONE.number();
    }
}
