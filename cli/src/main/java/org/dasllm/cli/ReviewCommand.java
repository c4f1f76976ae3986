package org.dasllm.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.ConfigurationOptions;
import org.dasllm.cli.pipeline.Pipeline;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.agreement.AgreementReport;
import org.dasllm.harvest.run.Review;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm review}. */
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        header = "Check what people wrote into disagreements.csv.",
        description = {
            "Reads filled-in copies of the table that a harvest writes where answers differ, and holds every label against its "
                    + "prompt and the task. Says how far the people agree, and on which prompts they contradict each other. "
                    + "Asks nobody and writes nothing.",
            "Name the copies in harvest.labels.reviewed, and harvest again, to take the labels over."
        })
final class ReviewCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Parameters(
            index = "1..*",
            paramLabel = "TABLE",
            description = "filled-in copies (default: harvest.labels.reviewed)")
    private List<Path> tables = List.of();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Review review = new Pipeline(configuration.read(), Progress.SILENT, nowhere).review(tables);
        if (json) {
            System.out.print(Json.pretty(review));
            return ExitCode.DONE.number();
        }
        AgreementReport.OfPeople people = review.people();
        if (people == null) {
            System.out.println("Nobody has labelled a prompt of this harvest.");
        } else {
            System.out.println(String.join(", ", people.annotators()) + ": " + people.prompts()
                    + " prompts have a right answer, on " + people.conflicts() + " people contradict each other.");
            if (people.alpha() != null) {
                System.out.println(String.format(
                        Locale.ROOT,
                        "Krippendorff's alpha over the %d prompts that several people labelled: %.3f",
                        people.rated(),
                        people.alpha()));
            }
        }
        review.contradictions().forEach(each -> System.out.println("  " + each.id() + ": " + each.said()));
        if (review.unknown() > 0) {
            System.out.println(review.unknown() + " labels are about prompts that this harvest does not ask.");
        }
        return ExitCode.DONE.number();
    }
}
