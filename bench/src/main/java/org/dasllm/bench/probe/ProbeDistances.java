package org.dasllm.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.export.bundle.Export;
import org.dasllm.export.bundle.ExportConfig;
import org.dasllm.export.bundle.ExportKind;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.gguf.GgufExport;
import org.dasllm.model.gguf.GgufImport;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.probe.Agreement;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;

/**
 * Prints what the tolerances of {@code model.probe.Rounding} are read from: for every stored type, precision and known fault the
 * distance from the trained model, the training's whole effect, and the share of it that is there.
 */
public final class ProbeDistances {
    private final Path base;
    private final Path training;
    private final Path scratch;

    private ProbeDistances(Path base, Path training, Path scratch) {
        this.base = base;
        this.training = training;
        this.scratch = scratch;
    }

    /**
     * The base model's folder, a training's folder (adapter, probes.json, neutral-probes.json), a new folder for files, and the
     * faults to plant, all where none is named.
     */
    public static void main(String... arguments) throws IOException {
        if (arguments.length < 3) {
            throw new IllegalArgumentException("Usage: ProbeDistances <base> <training> <new folder> [<fault> ...]");
        }
        ProbeDistances distances =
                new ProbeDistances(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        System.out.println("| stored | computed | fault | prompts | distance % | effect % | share | first tokens |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        List<String> named = List.of(arguments).subList(3, arguments.length);
        for (AdapterFault fault : AdapterFault.values()) {
            if (named.isEmpty() || named.contains(fault.name())) {
                distances.measure(fault);
            }
        }
    }

    private void measure(AdapterFault fault) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve(fault.name()));
        Path adapter = folder.resolve("adapter");
        fault.write(training.resolve("adapter"), adapter);
        for (Precision precision : DeviceChoice.precisions("auto")) {
            compare("adapter", precision, fault, base, Optional.of(adapter));
        }
        for (ExportType type : fault == AdapterFault.NONE ? ExportType.values() : new ExportType[] {ExportType.F32}) {
            Path bundle = folder.resolve(type.name());
            Export.run(
                    ExportConfig.of(ExportKind.MERGED, type, true),
                    base,
                    adapter,
                    Optional.empty(),
                    Optional.empty(),
                    bundle,
                    Optional.empty(),
                    Map.of(),
                    Progress.SILENT);
            compare(type.torchName(), Precision.FLOAT32, fault, bundle, Optional.empty());
        }
        for (GgufExport.Type type : GgufExport.Type.values()) {
            Path file = folder.resolve(type + ".gguf");
            GgufExport.write(folder.resolve(ExportType.F32.name()), file, type, Progress.SILENT);
            Path imported = folder.resolve(type + "-imported");
            try (GgufFile opened = GgufFile.open(file)) {
                AtomicFile.writeDirectory(imported, into -> GgufImport.write(opened, into, GgufImport.Widened.FLOAT32));
            }
            compare("GGUF " + type, Precision.FLOAT32, fault, imported, Optional.empty());
            Files.delete(file);
            Files.delete(imported.resolve("model.safetensors"));
        }
    }

    private void compare(String stored, Precision precision, AdapterFault fault, Path model, Optional<Path> adapter) {
        try (Device device = DeviceChoice.open("auto", 0, precision);
                LanguageModel loaded = LanguageModel.load(device, model, Trainable.NOTHING, adapter)) {
            for (Path record : List.of(training.resolve(Probes.FILE), training.resolve(Probes.NEUTRAL_FILE))) {
                if (!Files.exists(record)) {
                    continue;
                }
                Probes probes = Probes.read(record);
                Agreement found = Agreement.of(probes, loaded);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %s | %s | %.3f | %.3f | %.3f | %d of %d |%n",
                        stored,
                        precision.name().toLowerCase(Locale.ROOT),
                        fault.inWords(),
                        probes.samples(),
                        100 * found.distance(),
                        100 * found.effect(),
                        found.share(),
                        found.agreeing(),
                        found.probes());
            }
        }
    }
}
