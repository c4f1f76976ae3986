package org.dasllm.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dasllm.cli.bench.Bench;
import org.dasllm.cli.bench.BenchOptions;
import org.dasllm.cli.bench.BenchPart;
import org.dasllm.cli.bench.BenchReport;
import org.dasllm.cli.bench.BenchShape;
import org.dasllm.cli.bench.BenchTable;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.tensor.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dasllm bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        header = "Measure training, generation and export against this machine's limits.",
        description = {
            "Random weights in a real model's shape, so that nothing is downloaded.",
            "Every figure has its spread, the limit that it is compared with, "
                    + "and the share of the limit that is reached.",
            "Close everything else that uses the cores."
        })
final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--shape",
            defaultValue = "qwen2.5-0.5b",
            description = "smollm2-135m, qwen2.5-0.5b (the default), llama-3.2-1b, or tiny")
    private String shape = "";

    @Option(
            names = "--model",
            description = "a folder with a model, or where the random one is made and kept; else a temporary one")
    private @Nullable Path model;

    @Option(
            names = "--only",
            split = ",",
            description = "some of training, prefill, decode, start, export; all without it")
    private List<String> only = List.of();

    @Option(names = "--device", defaultValue = "auto", description = "auto, or a name that doctor lists")
    private String device = "auto";

    @Option(
            names = "--precision",
            description = "float32, bfloat16 (or bf16), q8_0 or q4_0; without it bfloat16 where the device has it")
    private @Nullable String precision;

    @Option(names = "--threads", defaultValue = "0", description = "cores to use; 0 for all")
    private int threads;

    @Option(names = "--repeats", defaultValue = "5", description = "samples of every figure (default: 5)")
    private int repeats;

    @Option(
            names = "--kept-layers",
            description = "layers whose activations training keeps; the others are computed twice; all without it")
    private @Nullable Integer keptLayers;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        BenchOptions options = new BenchOptions(
                BenchShape.of(shape),
                Optional.ofNullable(model),
                parts(),
                device,
                Optional.ofNullable(precision).map(BenchCommand::precision),
                threads,
                repeats,
                keptLayers == null ? OptionalInt.empty() : OptionalInt.of(keptLayers));
        TerminalProgress progress = TerminalProgress.standard();
        BenchReport report = Bench.run(options, progress);
        progress.finish();
        if (json) {
            System.out.println(Json.line(report));
        } else {
            BenchTable.lines(report).forEach(System.out::println);
        }
        return ExitCode.DONE.number();
    }

    private Set<BenchPart> parts() {
        Set<BenchPart> parts = EnumSet.noneOf(BenchPart.class);
        only.forEach(label -> parts.add(BenchPart.of(label)));
        return parts.isEmpty() ? EnumSet.allOf(BenchPart.class) : parts;
    }

    /** By its name, where {@code bf16} means {@code bfloat16}. */
    private static Precision precision(String given) {
        String name = given.toLowerCase(Locale.ROOT).replaceFirst("^bf16$", "bfloat16");
        return Arrays.stream(Precision.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> DasllmException.usage(
                        "There is no precision '" + given + "'",
                        "Choose one of "
                                + Arrays.stream(Precision.values())
                                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }
}
