package org.dasllm.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.export.bundle.Export;
import org.dasllm.export.bundle.ExportConfig;
import org.dasllm.export.bundle.ExportKind;
import org.dasllm.export.weights.ExportType;
import org.dasllm.export.weights.MergedWeights;
import org.dasllm.export.weights.WeightFiles;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.Checkpoint;

/** An adapter merged into its base and written in bfloat16: by itself, and as a bundle with its hashes. */
final class ExportPart {
    private final Path model;
    private final Path folder;
    private final Path adapter;

    private ExportPart(Path model, Path folder) throws IOException {
        this.model = model;
        this.folder = folder;
        this.adapter = Files.createDirectory(folder.resolve("adapter"));
        RandomAdapter.write(adapter, model, ModelWork.ADAPTERS);
    }

    static PartResult run(PartJob job, Progress progress) {
        Path model = job.model().toAbsolutePath().normalize();
        // On the same disk as the model.
        Path folder = model.resolveSibling(model.getFileName() + ".export");
        try {
            AtomicFile.deleteTree(folder);
            Files.createDirectory(folder);
            try {
                return PartResult.of("", new ExportPart(model, folder).measure(job.repeats(), progress));
            } finally {
                AtomicFile.deleteTree(folder);
            }
        } catch (IOException failure) {
            throw FileFailure.writing(folder, 0, failure);
        }
    }

    private List<Figure> measure(int repeats, Progress progress) throws IOException {
        progress.start("export", 1 + 2L * repeats, "samples");
        merge();
        double gigabytes = merged() / 1e9;
        progress.update(1, "");
        WriteRate disk = new WriteRate(folder.resolve("plain"), merged());
        Figure.Samples merging =
                Figure.Samples.ofRate("export.merge", "export, adapter merged and written", "GB/s", WriteRate.WHAT);
        Figure.Samples bundling = Figure.Samples.ofRate(
                "export.bundle", "export, the same as a bundle with hashes", "GB/s", WriteRate.WHAT);
        for (int i = 0; i < repeats; i++) {
            double before = disk.gigabytes();
            double mergeSeconds = merge();
            double between = disk.gigabytes();
            progress.update(2 + 2L * i, "");
            double bundleSeconds = bundle();
            double after = disk.gigabytes();
            progress.update(3 + 2L * i, "");
            merging.add(gigabytes / mergeSeconds, (before + between) / 2);
            bundling.add(gigabytes / bundleSeconds, (between + after) / 2);
        }
        progress.finish();
        return List.of(merging.figure(), bundling.figure());
    }

    private double merge() throws IOException {
        // What was there before is removed outside the measurement, as it is for the peer.
        Files.deleteIfExists(folder.resolve(Checkpoint.SINGLE));
        return Stopwatch.seconds(() -> {
            try (MergedWeights weights = MergedWeights.open(model, adapter)) {
                WeightFiles.write(folder, weights, ExportType.BF16, Long.MAX_VALUE, Progress.SILENT);
            }
        });
    }

    private long merged() throws IOException {
        return Files.size(folder.resolve(Checkpoint.SINGLE));
    }

    private double bundle() throws IOException {
        ExportConfig config = ExportConfig.of(ExportKind.MERGED, ExportType.BF16, true);
        Path bundle = folder.resolve("bundle");
        AtomicFile.deleteTree(bundle);
        return Stopwatch.seconds(() -> Export.run(
                config,
                model,
                adapter,
                Optional.empty(),
                Optional.empty(),
                bundle,
                Optional.empty(),
                Map.of(),
                Progress.SILENT));
    }
}
