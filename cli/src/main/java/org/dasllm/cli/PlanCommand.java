package org.dasllm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.options.ConfigurationOptions;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.eval.plan.PowerConfig;
import org.dasllm.eval.plan.PowerPlan;
import org.dasllm.eval.plan.PowerReport;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.SampleFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        header = "Say what an evaluation will be able to show, before it is made.",
        description = {
            "Counts the test questions and those with a right answer, in all and by slice, and "
                    + "computes the power, the smallest difference that can be told, and how many right "
                    + "answers are still to be bought and in which slice. Nobody is asked anything."
        })
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "the questions, as JSON Lines of samples (default: the test split of the run)")
    private @Nullable Path test;

    @Option(names = "--power", description = "the probability to show what is true (default: 0.8)")
    private @Nullable Double power;

    @Option(
            names = "--discordant",
            description = "the share of questions where only one of the two will be right (default: 0.1)")
    private @Nullable Double discordant;

    @Option(names = "--difference", description = "the true student − teacher that is expected (default: 0)")
    private @Nullable Double difference;

    @Option(names = "--harm", description = "the loss in a slice that must not go unnoticed (default: 0.08)")
    private @Nullable Double harm;

    @Option(names = "--correlation", description = "of two questions of one group (default: 0.05)")
    private @Nullable Double correlation;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        PipelineConfig run = configuration.read();
        Path questions = test == null ? run.folder().resolve("dataset").resolve("test.jsonl") : test;
        if (!Files.exists(questions)) {
            throw DasllmException.input(
                    "There are no questions: " + questions + " does not exist",
                    "Curate first, or name a file of samples with --test");
        }
        PowerReport report = PowerPlan.of(run.evaluate(), assumed(), SampleFile.read(questions));
        if (json) {
            System.out.print(Json.pretty(report));
        } else {
            print(report);
        }
        return ExitCode.DONE.number();
    }

    private PowerConfig assumed() {
        PowerConfig usual = ConfigurationFile.defaults(PowerConfig.class);
        return new PowerConfig(
                power == null ? usual.power() : power,
                discordant == null ? usual.discordant() : discordant,
                difference == null ? usual.difference() : difference,
                harm == null ? usual.harm() : harm,
                correlation == null ? usual.correlation() : correlation);
    }

    private static void print(PowerReport report) {
        PowerReport.Part whole = report.whole();
        System.out.println(whole.questions() + " questions, " + whole.labelled() + " with a right answer, worth "
                + Math.round(whole.inEffect()) + " independent ones.");
        System.out.println(String.format(
                Locale.ROOT,
                "Non-inferiority within %.1f points, one-sided alpha %s, is shown with a power of %.0f%%; with %.0f%% within %.1f points.",
                100 * report.margin(),
                report.alpha(),
                100 * whole.power(),
                100 * report.config().power(),
                100 * whole.detectable()));
        System.out.println(
                whole.underpowered()
                        ? "UNDERPOWERED: " + whole.needed() + " right answers are needed, " + whole.toBuy() + " more."
                        : "That is enough: " + whole.needed() + " would do.");
        for (PowerReport.Claim claim : report.endpoints()) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s within %.1f points is shown with a power of %.0f%%; with %.0f%% within %.1f points. %s",
                    claim.metric(),
                    100 * claim.margin(),
                    100 * claim.part().power(),
                    100 * report.config().power(),
                    100 * claim.part().detectable(),
                    claim.part().underpowered()
                            ? "UNDERPOWERED: " + claim.part().toBuy() + " more right answers are needed."
                            : "That is enough."));
        }
        if (!report.slices().isEmpty()) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "A loss of %.1f points in a slice is found with this power, and with %.0f%% the loss in the column \"finds\":",
                    100 * report.config().harm(),
                    100 * report.config().power()));
            print(report.slices());
        }
        System.out.println("Right answers to buy in all: " + report.labelsToBuy() + ".");
        report.remarks().forEach(System.out::println);
    }

    private static void print(List<PowerReport.Part> slices) {
        System.out.println(String.format(
                Locale.ROOT, "  %-36s %8s %7s %8s %7s %7s", "slice", "labelled", "power", "finds", "needed", "to buy"));
        for (PowerReport.Part slice : slices) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "  %-36s %8d %6.0f%% %8.1f %7d %7d%s",
                    slice.attribute() + "=" + slice.value(),
                    slice.labelled(),
                    100 * slice.power(),
                    100 * slice.detectable(),
                    slice.needed(),
                    slice.toBuy(),
                    slice.underpowered() ? "  underpowered" : ""));
        }
    }
}
