package org.dasllm.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.manifest.Machine;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.tensor.Precision;

/** The whole measurement. */
public final class Bench {
    private static final String CONFIG = "config.json";

    private Bench() {}

    /**
     * Measures the machine's limits, then what was asked for.
     *
     * @throws DasllmException if a part fails; nothing is reported then
     */
    public static BenchReport run(BenchOptions options, Progress progress) {
        Precision precision = precision(options);
        if (options.model().isPresent()) {
            Path model = options.model().get();
            makeIfAbsent(model, options.shape(), progress);
            return measure(options, model, String.valueOf(model.getFileName()), precision, progress);
        }
        try {
            Path temporary = Files.createTempDirectory("dasllm-bench");
            try {
                Path model = temporary.resolve(options.shape().label());
                RandomCheckpoint.write(model, options.shape().config(), progress);
                return measure(options, model, options.shape().label(), precision, progress);
            } finally {
                AtomicFile.deleteTree(temporary);
            }
        } catch (IOException failure) {
            throw FileFailure.writing(Path.of(System.getProperty("java.io.tmpdir")), 0, failure);
        }
    }

    private static Precision precision(BenchOptions options) {
        Set<Precision> offered = DeviceChoice.precisions(options.device());
        Precision precision = options.precision()
                .orElse(offered.contains(Precision.BFLOAT16) ? Precision.BFLOAT16 : Precision.FLOAT32);
        if (!offered.contains(precision)) {
            throw DasllmException.input(
                    "The device " + options.device() + " has no " + name(precision) + " on this machine",
                    "Choose --precision "
                            + String.join(
                                    " or ",
                                    offered.stream().map(Bench::name).sorted().toList()));
        }
        return precision;
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    private static void makeIfAbsent(Path model, BenchShape shape, Progress progress) {
        if (Files.exists(model.resolve(CONFIG))) {
            return;
        }
        if (Files.exists(model)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(model)) {
                if (children.iterator().hasNext()) {
                    throw DasllmException.input(
                            "The folder " + model + " has files but no " + CONFIG,
                            "Name a model's folder, or one that is empty or not there yet");
                }
            } catch (IOException failure) {
                throw FileFailure.reading(model, failure);
            }
        }
        RandomCheckpoint.write(model, shape.config(), progress);
    }

    private static BenchReport measure(
            BenchOptions options, Path model, String name, Precision precision, Progress progress) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int layers = ModelConfig.read(model).layers();
        PartJob job = new PartJob(
                PartJob.Part.LIMITS,
                model.toAbsolutePath(),
                options.device(),
                precision,
                options.threads(),
                options.repeats(),
                Math.min(layers, options.keptLayers().orElse(layers)));
        ModelWork work = ModelWork.of(model);
        PartResult limits = PartProcess.run(job, progress);
        List<Figure> figures = new ArrayList<>();
        String device = limits.device();
        for (BenchPart part : BenchPart.values()) {
            if (options.parts().contains(part)) {
                PartResult result = measure(part, job, progress);
                figures.addAll(result.figures());
                device = result.device().isEmpty() ? device : result.device();
            }
        }
        return new BenchReport(
                RunManifest.version(),
                Machine.current(),
                processor(),
                load,
                device,
                name,
                work.matrices(),
                work.adapters(),
                name(precision),
                job.cores(),
                options.repeats(),
                limits.limits(),
                figures);
    }

    private static PartResult measure(BenchPart part, PartJob job, Progress progress) {
        return switch (part) {
            case TRAINING -> PartProcess.run(job.with(PartJob.Part.TRAINING), progress);
            case PREFILL -> PartProcess.run(job.with(PartJob.Part.PREFILL), progress);
            case DECODE -> PartProcess.run(job.with(PartJob.Part.DECODE), progress);
            case START -> StartPart.run(job, progress);
            case EXPORT -> PartProcess.run(job.with(PartJob.Part.EXPORT), progress);
        };
    }

    private static String processor() {
        try {
            Matcher name = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$")
                    .matcher(Files.readString(Path.of("/proc/cpuinfo")));
            return name.find() ? name.group(1).strip() : System.getProperty("os.arch", "");
        } catch (IOException absent) {
            return System.getProperty("os.arch", "");
        }
    }
}
