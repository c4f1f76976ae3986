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
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Counted;
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
        } else {
            tell(review);
        }
        if (review.people() == null) {
            throw DasllmException.input(
                    "Nobody has labelled a prompt of this harvest",
                    "Fill in the columns choice or label, and annotator, of disagreements.csv, and name that file");
        }
        return ExitCode.DONE.number();
    }

    private static void tell(Review review) {
        AgreementReport.OfPeople people = review.people();
        if (people != null) {
            System.out.println(String.join(", ", people.annotators()) + ": "
                    + Counted.of(people.prompts(), "prompt has", "prompts have") + " a right answer, on "
                    + people.conflicts() + " people contradict each other.");
            if (people.alpha() != null) {
                System.out.println(String.format(
                        Locale.ROOT,
                        "Krippendorff's alpha over %s that several people labelled: %.3f",
                        Counted.of(people.rated(), "prompt"),
                        people.alpha()));
            }
        }
        review.contradictions().forEach(each -> System.out.println("  " + each.id() + ": " + each.said()));
        if (review.unknown() > 0) {
            System.out.println(Counted.of(review.unknown(), "label is about a prompt", "labels are about prompts")
                    + " that this harvest does not ask.");
        }
    }
}
