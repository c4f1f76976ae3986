package org.dasllm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.StageOptions;
import org.dasllm.cli.pipeline.RunFolder;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dasllm curate}. */
@Command(
        name = "curate",
        mixinStandardHelpOptions = true,
        header = "Check, deduplicate and split the samples with Spark.",
        description = {
            "Writes Parquet and JSON Lines, a quarantine with reasons, review.csv for people's decisions, and a dataset card.",
            "With --explain or --diff it curates nothing, and asks the dataset that is there."
        })
final class CurateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private StageOptions options = new StageOptions();

    @Option(
            names = "--explain",
            paramLabel = "ID",
            description = {
                "walk one row through every step of the curated dataset: what each saw, and which dropped it;",
                "a sample's id, or the beginning of a row's content hash, as in review.csv"
            })
    private @Nullable String explain;

    @Option(
            names = "--diff",
            paramLabel = "OTHER",
            description = "say which rows fare otherwise than in OTHER, a run's or a dataset's folder, and why")
    private @Nullable Path diff;

    @Override
    public Integer call() {
        if (explain == null && diff == null) {
            long bytes =
                    new RunFolder(options.read().folder()).samples().toFile().length();
            return BothCompilers.missing(bytes)
                    ? BothCompilers.run(
                            spec.root().commandLine().getParseResult().originalArgs())
                    : options.run("curate");
        }
        if (explain != null && diff != null) {
            throw DasllmException.usage("--explain and --diff are two questions", "Ask one of them");
        }
        RunFolder folder = new RunFolder(options.read().folder());
        List<String> answer = explain != null
                ? EmbeddedCuration.explain(folder.dataset(), explain, folder.scratch())
                : EmbeddedCuration.diff(dataset(diff), folder.dataset(), folder.scratch());
        answer.forEach(System.out::println);
        return ExitCode.DONE.number();
    }

    private static Path dataset(@Nullable Path other) {
        Path folder = other == null ? Path.of("") : other;
        Path ofRun = new RunFolder(folder).dataset();
        return Files.isDirectory(ofRun) ? ofRun : folder;
    }
}
