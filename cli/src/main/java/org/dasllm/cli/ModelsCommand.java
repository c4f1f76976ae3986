package org.dasllm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.cli.models.Fit;
import org.dasllm.cli.models.ModelReport;
import org.dasllm.cli.models.ModelSurvey;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.settings.HubSettings;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.estimate.Quantity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm models}. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        header = "List the models on this machine.",
        description = {
            "Those in the cache that Python tools share (HF_HOME, HF_HUB_CACHE), and "
                    + "folders that are named: architecture, parameters, licence, size, and whether "
                    + "each fits this machine, in a training with the defaults of a run's file and in "
                    + "serving. What cannot be used is listed with the reason."
        })
final class ModelsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", arity = "0..*", description = "other models' folders")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--device",
            defaultValue = "auto",
            description = "where they would run: auto, or a name that doctor lists")
    private String device = "auto";

    @Option(
            names = "--precision",
            defaultValue = "FLOAT32",
            description = "how their weights would be kept: ${COMPLETION-CANDIDATES}")
    private Precision precision = Precision.FLOAT32;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        Path cache = HubSettings.cacheHere();
        List<ModelReport> reports = new ArrayList<>();
        try (Device opened = DeviceChoice.open(device, 0, precision)) {
            ModelSurvey survey = new ModelSurvey(opened, ConfigurationFile.defaults(TrainConfig.class));
            reports.addAll(survey.of(new HubCache(cache)));
            folders.forEach(folder -> reports.add(survey.of(folder)));
        }
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("cache", cache.toString());
            all.put("models", reports);
            System.out.println(Json.line(all));
        } else if (reports.isEmpty()) {
            System.out.println("There is no model in " + cache + ". Bring one with dasllm pull ORG/MODEL.");
        } else {
            reports.forEach(ModelsCommand::print);
        }
        return ExitCode.DONE.number();
    }

    private static void print(ModelReport report) {
        System.out.println(report.name());
        String parameters = report.parameters() == null ? "" : count(report.parameters()) + " parameters";
        List<String> facts = new ArrayList<>();
        for (String fact : new String[] {
            Objects.requireNonNullElse(report.architecture(), ""),
            parameters,
            Objects.requireNonNullElse(report.dtype(), ""),
            Quantity.bytes(report.bytes()),
            "licence " + report.licence()
        }) {
            if (!fact.isEmpty()) {
                facts.add(fact);
            }
        }
        System.out.println("  " + String.join(", ", facts));
        if (report.problem() != null) {
            System.out.println("  cannot be used: " + report.problem());
        }
        print("training", report.training());
        print("serving", report.serving());
    }

    private static void print(String use, @Nullable Fit fit) {
        if (fit != null) {
            System.out.println(String.format(Locale.ROOT, "  %-8s %s", use, fit.text()));
        }
    }

    /** Such as {@code 134.5 M} or {@code 1.2 G}. */
    private static String count(long parameters) {
        return parameters < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f M", parameters / 1e6)
                : String.format(Locale.ROOT, "%.2f G", parameters / 1e9);
    }
}
