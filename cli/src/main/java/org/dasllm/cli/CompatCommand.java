package org.dasllm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dasllm.eval.compat.AnswerLine;
import org.dasllm.eval.compat.Break;
import org.dasllm.eval.compat.Compatibility;
import org.dasllm.eval.compat.CompatibilityReport;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm compat}. */
@Command(
        name = "compat",
        mixinStandardHelpOptions = true,
        header = "Say whether what reads one model's answers can read another's.",
        description = {
            "Compares recorded answers of two models, rented or owned: keys, types, listed values, "
                    + "how nothing is written, the order of keys, finish reasons, lengths, tools. Each file is "
                    + "JSON Lines of answers ({\"id\", \"answer\", \"finish_reason\"}), samples, predictions, or "
                    + "responses of chat completions. Exit code 4 if something breaks."
        })
final class CompatCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OLD", description = "answers that the product reads today")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "answers that it is to read")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path fresh;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        CompatibilityReport report = Compatibility.of(read(old), read(fresh));
        if (json) {
            ObjectNode printed = Json.mapper().valueToTree(report);
            System.out.print(Json.pretty(printed.put("compatible", report.compatible())));
        } else {
            print(report);
        }
        if (!report.compatible()) {
            long breaking = report.breaks().stream()
                    .filter(each -> each.severity() == Break.Severity.BREAKING)
                    .count();
            throw DasllmException.of(
                    ExitCode.VERDICT,
                    "The answers in " + fresh + " break what reads those in " + old + ", in " + breaking
                            + (breaking == 1 ? " way" : " ways"),
                    "Correct the model, or the program that reads its answers");
        }
        return ExitCode.DONE.number();
    }

    private static List<AnswerLine> read(Path file) {
        List<AnswerLine> answers = new ArrayList<>();
        JsonLines.read(
                file, (number, line) -> answers.add(AnswerLine.of(Json.mapper().readTree(line), file + ":" + number)));
        return answers;
    }

    private static void print(CompatibilityReport report) {
        System.out.println(report.unaffected() + " of " + report.fresh() + " new answers read like the " + report.old()
                + " old ones; " + report.paired() + " are to the same questions.");
        for (Break each : report.breaks()) {
            System.out.println((each.severity() == Break.Severity.BREAKING ? "BREAKS  " : "notice  ") + each.field()
                    + ": " + each.kind().words() + ", " + each.count() + " of " + each.of() + " answers; before: "
                    + each.before());
            each.examples()
                    .forEach(example -> System.out.println(
                            "          " + (example.id().isEmpty() ? "" : example.id() + ": ") + example.found()));
        }
    }
}
