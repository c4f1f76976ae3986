package org.dasllm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.run.SeedStudy;
import org.dasllm.eval.statistics.NonInferiority;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm seeds}. */
@Command(
        name = "seeds",
        mixinStandardHelpOptions = true,
        header = "Take evaluations of several training seeds together.",
        description = {
            "Each folder is the finished evaluation of a student that was trained with another "
                    + "seed, on the same questions with the same plan. The seeds count as a sample of all "
                    + "there could be. Exit code 4 if non-inferiority is not shown."
        })
final class SeedsCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "EVALUATION",
            arity = "1..*",
            description = "folders with report.json and predictions.jsonl")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        SeedStudy study = SeedStudy.of(folders);
        if (json) {
            System.out.print(Json.pretty(study));
        } else {
            for (int i = 0; i < folders.size(); i++) {
                System.out.println(folders.get(i) + ": "
                        + Numbers.points(study.estimate().differences()[i]) + " points on " + study.primary());
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "Mean %s points over %d seeds and %d questions, interval %s; the seeds' standard deviation is %.2f points.",
                    Numbers.points(study.estimate().effect().mean()),
                    folders.size(),
                    study.n(),
                    Numbers.pointsInterval(study.estimate().decision()),
                    100 * study.estimate().effect().between()));
        }
        if (study.decision() != NonInferiority.SHOWN) {
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    "Non-inferiority within " + Numbers.points(-study.margin())
                            + " points is not shown over these seeds",
                    "Train more seeds, or evaluate on more questions");
        }
        return ExitCode.DONE.number();
    }
}
