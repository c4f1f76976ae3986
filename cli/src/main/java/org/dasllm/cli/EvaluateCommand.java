package org.dasllm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.StageOptions;
import org.dasllm.cli.pipeline.RecordedEvaluation;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.evaluation.Verdict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        header = "Judge the student against its teacher.",
        description = {
            "The plan is fixed and hashed before the first answer. Writes report.json, and the report as .html, .md and .pdf.",
            "With --answers the answers of any model are judged, by the task and the plan of the file.",
            "Exit code 4 if the verdict is not \"non-inferior\", also when the evaluation is up to date and not run again."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private StageOptions options = new StageOptions();

    @ArgGroup(exclusive = false)
    private @Nullable Recorded recorded;

    /** Answers that were given elsewhere. */
    static final class Recorded {
        @Option(
                names = "--answers",
                paramLabel = "FILE",
                required = true,
                description = "recorded answers, lines of {\"id\", \"answer\", \"probability\"}; asks no model")
        @SuppressWarnings("NullAway.Init") // set by Picocli
        private Path answers;

        @Option(
                names = "--out",
                paramLabel = "FOLDER",
                required = true,
                description = "where plan, predictions and report go")
        @SuppressWarnings("NullAway.Init") // set by Picocli
        private Path out;

        @Option(names = "--test", paramLabel = "FILE", description = "the questions (default: the run's test split)")
        private @Nullable Path test;

        @Option(
                names = "--train",
                paramLabel = "FILE",
                description = "what the baselines learn from, and what must not be in the test (default: the run's)")
        private @Nullable Path train;
    }

    @Override
    public Integer call() {
        Recorded given = recorded;
        if (given == null) {
            return options.run("evaluate");
        }
        Verdict verdict = new RecordedEvaluation(options.read(), given.test, given.train)
                .run(given.answers, given.out, TerminalProgress.standard());
        System.out.println(verdict.outcome().inWords() + ": " + verdict.reason());
        if (!verdict.passed()) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    "The verdict is \"" + verdict.outcome().inWords() + "\"",
                    "See " + given.out.resolve("report.html"));
        }
        return ExitCode.DONE.number();
    }
}
