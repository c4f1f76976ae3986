package org.dasllm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.ConfigurationOptions;
import org.dasllm.cli.pipeline.NextRun;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm next}. */
@Command(
        name = "next",
        mixinStandardHelpOptions = true,
        header = "Choose the prompts whose labels would teach the student most.",
        description = {
            "Asks the run's student its validation samples and the prompts of a pool, and takes the "
                    + "prompts that are near questions which it failed and of whose answer it is not sure. Writes "
                    + "them as harvest.prompts takes them, and beside them a table (.csv) with the reasons.",
            "Prompts that are in the run's data already are left out. The test is not touched."
        })
final class NextCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--pool",
            paramLabel = "FILE",
            description =
                    "prompts without labels, as JSON Lines of samples; may be repeated (default: harvest.prompts)")
    private List<Path> pool = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "where the chosen prompts go, such as next.jsonl")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Option(names = "--count", description = "how many (default: ${DEFAULT-VALUE})", defaultValue = "200")
    private int count;

    @Option(
            names = "--most-asked",
            description = "how many prompts of the pool the student is asked at most (default: ${DEFAULT-VALUE})",
            defaultValue = "5000")
    private int mostAsked;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        if (count < 1 || mostAsked < 1) {
            throw DasllmException.usage("--count and --most-asked are at least 1", "Leave them out for the usual");
        }
        NextRun.Chosen chosen =
                new NextRun(configuration.read(), TerminalProgress.standard()).run(pool, count, mostAsked, out);
        if (json) {
            System.out.print(Json.pretty(chosen));
            return ExitCode.DONE.number();
        }
        System.out.println("The student failed " + chosen.failed() + " of " + chosen.judged()
                + " validation questions. Of " + chosen.pool() + " prompts in the pool " + chosen.known()
                + " are in the run's data already or said twice, " + chosen.asked() + " were asked, "
                + chosen.choices().size() + " are chosen.");
        System.out.println(out);
        System.out.println(NextRun.reasons(out));
        return ExitCode.DONE.number();
    }
}
