package org.dasllm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.StageOptions;
import org.dasllm.harvest.run.HarvestMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm harvest}. */
@Command(
        name = "harvest",
        mixinStandardHelpOptions = true,
        header = "Ask the teacher, or import recorded labels.",
        description = "Every request is journalled before it is sent; what was answered is never asked again.")
final class HarvestCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @Option(
            names = "--reparse",
            description = {
                "read all paid answers of the journal with this version's parser and write the samples anew;",
                "ask for nothing"
            })
    private boolean reparse;

    @Option(
            names = "--merge",
            paramLabel = "JOURNAL",
            description = {
                "first take over the answers of another machine's journal.jsonl, with its segments beside it;",
                "may be given several times; of two answers to a request the first is kept"
            })
    private List<Path> merge = List.of();

    @Option(
            names = "--no-wait",
            description = {
                "with batch: submit, collect what has ended, and end with exit code 75 while batches are under way;",
                "the same command goes on later"
            })
    private boolean noWait;

    @Option(
            names = "--submit-again",
            paramLabel = "NAME",
            description = {
                "with batch: give up the batch of that name, which its vendor may have and bill, and submit its requests again;",
                "may be given several times"
            })
    private Set<String> submitAgain = Set.of();

    @Override
    public Integer call() {
        return options.run(new HarvestMode(!reparse, merge, !noWait, submitAgain), "harvest");
    }
}
