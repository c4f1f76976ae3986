package org.dasllm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dasllm.cli.options.ConfigurationOptions;
import org.dasllm.cli.pipeline.EstimateTable;
import org.dasllm.cli.pipeline.Pipeline;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.cli.pipeline.PriceTables;
import org.dasllm.cli.pipeline.TeacherTerms;
import org.dasllm.cli.teachers.TeacherCheck;
import org.dasllm.cli.teachers.TeacherReport;
import org.dasllm.cli.teachers.TeacherSurvey;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.estimate.TeacherEstimate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm teachers}. */
@Command(
        name = "teachers",
        mixinStandardHelpOptions = true,
        header = "Show the configured teachers: prices, ends, and the last safe day to begin.",
        description =
                "Prices with their date and source, what is left of the harvest with each teacher, and where a teacher's end is"
                        + " known (retires, or with --online the vendor's list of models) the last day on which the harvest can"
                        + " safely be begun: twice the expected time, in whole days, and a day to spare before the model ends."
                        + " Exit code 3 if that day is over for the teacher that is asked, or if --check finds something"
                        + " wrong.")
final class TeachersCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--online",
            description = "ask each vendor's list of models whether and until when it has the model")
    private boolean online;

    @Option(
            names = "--check",
            paramLabel = "NAME",
            description = "ask this teacher three small questions, with the key as configured: chat, schema, tools,"
                    + " log-probabilities, usage and price")
    private @Nullable String check;

    @Option(
            names = "--max-cost",
            paramLabel = "MONEY",
            defaultValue = "0.05",
            description = "what --check may cost at most, in the currency of the prices; ${DEFAULT-VALUE}")
    private BigDecimal mostCost = new BigDecimal("0.05");

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        PipelineConfig config = configuration.read();
        Map<String, TeacherConfig> teachers = config.harvest().byName();
        if (teachers.isEmpty()) {
            throw DasllmException.usage(
                    "The harvest has no teacher, but recorded labels",
                    "Name a file with harvest.teacher or harvest.teachers");
        }
        PriceTables prices = PriceTables.of(config.harvest().ownPrices().orElse(null));
        return check == null ? show(config, prices) : check(teachers, check, prices);
    }

    private int show(PipelineConfig config, PriceTables prices) throws InterruptedException {
        List<TeacherEstimate> estimates =
                new Pipeline(config, Progress.SILENT, System.out).estimates(System.err::println);
        List<TeacherReport> reports =
                new TeacherSurvey(config.harvest(), estimates, prices, LocalDate.now(ZoneOffset.UTC), online).reports();
        if (json) {
            System.out.println(Json.line(Map.of("teachers", reports)));
        } else {
            reports.forEach(TeachersCommand::print);
        }
        boolean late = reports.stream().anyMatch(report -> report.asked() && report.late());
        return late ? ExitCode.INPUT.number() : ExitCode.DONE.number();
    }

    private static void print(TeacherReport report) {
        System.out.println(report.name() + (report.asked() ? " (asked)" : ""));
        System.out.println("  model    " + report.model() + " at " + report.address());
        JsonNode prices = report.prices();
        System.out.println("  prices   "
                + (prices == null
                        ? "not known"
                        : "input " + prices.path("input")
                                + (prices.has("cached_input") ? ", cached " + prices.path("cached_input") : "")
                                + (prices.has("cache_write") ? ", cache written " + prices.path("cache_write") : "")
                                + ", output " + prices.path("output") + " "
                                + prices.path("currency").asText() + " for a million tokens (" + report.pricesFrom()
                                + ")"));
        TeacherEstimate estimate = report.estimate();
        if (estimate != null) {
            System.out.println("  left     " + Counted.of(estimate.requests(), "request") + ", "
                    + (estimate.cost() == null
                            ? ""
                            : "about " + estimate.cost().toPlainString() + " " + estimate.currency() + ", ")
                    + EstimateTable.time(estimate.seconds()) + " (" + estimate.basis() + ")");
        }
        if (report.retires() != null) {
            System.out.println("  ends     " + report.retires());
        }
        if (report.lastSafeDay() != null) {
            System.out.println("  begin by " + report.lastSafeDay() + (report.late() ? ", which is over" : ""));
        }
        report.notes().forEach(note -> System.out.println("  " + note));
    }

    private int check(Map<String, TeacherConfig> teachers, String name, PriceTables prices)
            throws InterruptedException {
        TeacherConfig teacher = teachers.get(name);
        if (teacher == null) {
            throw DasllmException.usage(
                    "There is no teacher '" + name + "'", "Name one of these: " + String.join(", ", teachers.keySet()));
        }
        TeacherTerms.require(teacher);
        TeacherCheck checking = new TeacherCheck(prices.priced(teacher), mostCost);
        List<TeacherCheck.Finding> findings = checking.run();
        boolean passed = findings.stream().allMatch(TeacherCheck.Finding::passed);
        String spent = checking.spent().money().toPlainString();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("teacher", name);
            all.put("findings", findings);
            all.put("spent", spent);
            all.put("passed", passed);
            System.out.println(Json.line(all));
        } else {
            findings.forEach(finding -> System.out.println(
                    (finding.passed() ? "  ok    " : "  not   ") + finding.what() + ": " + finding.detail()));
            System.out.println("  spent " + spent + " of at most " + mostCost.toPlainString());
        }
        return passed ? ExitCode.DONE.number() : ExitCode.INPUT.number();
    }
}
