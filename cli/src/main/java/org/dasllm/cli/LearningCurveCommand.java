package org.dasllm.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.ConfigurationOptions;
import org.dasllm.cli.pipeline.CurveSettings;
import org.dasllm.cli.pipeline.LearningCurveRun;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.eval.curve.LearningCurves;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm learning-curve}. */
@Command(
        name = "learning-curve",
        mixinStandardHelpOptions = true,
        header = "Say how many points more labels would bring.",
        description = {
            "Trains students on an eighth, a quarter, half and all of the run's training samples, "
                    + "with a quarter of its epochs, asks each the validation samples, and draws a curve "
                    + "through their errors: floor + scale * labels^-exponent, with intervals. It takes about "
                    + "as long as one training of the run. The test is not touched. The report has a section "
                    + "of it when the run is evaluated afterwards, also where it was before: no model is asked "
                    + "again for that."
        })
final class LearningCurveCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--shares",
            split = ",",
            paramLabel = "SHARE",
            description = "of the training samples, ascending to 1 (default: ${DEFAULT-VALUE})",
            defaultValue = "0.125,0.25,0.5,1")
    private List<Double> shares = List.of();

    @Option(
            names = "--epochs",
            description = "how often the student of all samples sees each; the others make as many updates"
                    + " (default: a quarter of train.epochs)",
            defaultValue = "0",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private int epochs;

    @Option(
            names = "--repeats",
            description = "students of each size, with seeds one after the other; with 2 and more the intervals have"
                    + " what a training's chances do (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private int repeats;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        LearningCurveRun run = new LearningCurveRun(
                configuration.read(), new CurveSettings(shares, epochs, repeats), TerminalProgress.standard());
        LearningCurve curve = run.run();
        if (json) {
            System.out.print(Json.pretty(curve));
        } else {
            print(curve);
            System.out.println("The whole curve: " + run.file());
        }
        return ExitCode.DONE.number();
    }

    private static void print(LearningCurve curve) {
        for (LearningCurve.Point point : curve.points()) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%7d labels: %s%% wrong, %s",
                    point.labels(),
                    Numbers.hundredths(point.error()),
                    Numbers.percentInterval(point.interval())));
        }
        if (curve.notEstimable() != null) {
            System.out.println("Not estimable: " + curve.notEstimable());
        }
        for (LearningCurve.Forecast forecast : curve.forecasts()) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%7d labels: %s%% wrong expected, %s",
                    forecast.labels(),
                    Numbers.hundredths(forecast.error()),
                    Numbers.percentInterval(forecast.interval())));
        }
        for (LearningCurve.Need need : curve.needs()) {
            System.out.println(Numbers.points(-need.gain()) + " points: " + more(need.more())
                    + " more labels; at least " + more(need.least()) + ", at most " + more(need.most()));
        }
        curve.remarks().forEach(System.out::println);
    }

    private static String more(@Nullable Long labels) {
        return labels == null
                ? "not within " + LearningCurves.FARTHEST + " times the labels"
                : String.format(Locale.ROOT, "%,d more labels", labels);
    }
}
