package org.dasllm.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.ConfigurationOptions;
import org.dasllm.cli.pipeline.RunProspects;
import org.dasllm.eval.cost.CostComparison;
import org.dasllm.eval.cost.CostWords;
import org.dasllm.eval.cost.OwnedSide;
import org.dasllm.eval.cost.TeacherSide;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm cost}. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        header = "Hold what the teacher costs against what the owned student costs.",
        description = {
            "Takes the tokens of a request from the harvest's journal (else from cost.teacher.tokens, "
                    + "else as the student's tokenizer counts the samples), prices from the configuration or the "
                    + "table that comes with this program, and the section cost of the run's file. Says the cost "
                    + "of 1,000 requests and of a month, the break-even, and what the teacher's end would cost, "
                    + "each as a range; what is not configured is said to be missing. Nobody is asked anything."
        })
final class CostCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        CostComparison cost = RunProspects.of(configuration.read()).compared();
        if (json) {
            System.out.print(Json.pretty(cost));
        } else {
            print(cost);
        }
        return ExitCode.DONE.number();
    }

    private static void print(CostComparison cost) {
        CostWords.findings(cost).forEach(System.out::println);
        System.out.println(String.format(
                Locale.ROOT, "%-32s %14s %14s %14s", cost.inputs().currency(), "low", "expected", "high"));
        CostWords.rows(cost)
                .forEach(row -> System.out.println(String.format(
                        Locale.ROOT, "%-32s %14s %14s %14s", row.what(), row.low(), row.expected(), row.high())));
        TeacherSide teacher = cost.inputs().teacher();
        if (teacher != null) {
            System.out.println("Tokens of one request, by " + teacher.basis() + ":");
            teacher.tokens()
                    .forEach(
                            each -> System.out.println("  " + each.kind() + " " + CostWords.tokens(each.perRequest())));
        }
        OwnedSide owned = cost.inputs().owned();
        if (owned != null) {
            owned.basis().forEach(System.out::println);
        }
        cost.inputs().notes().forEach(System.out::println);
        cost.inputs().missing().forEach(sentence -> System.out.println("Missing: " + sentence));
    }
}
