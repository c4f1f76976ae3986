package org.dasllm.export.bundle;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probes;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.probe.Deviation;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;

/**
 * Loads what was exported and holds it against the probes of the training: float32 weights must answer as the trained model
 * did. Other precisions round too much for that, and are not compared.
 *
 * @param file the training's probes.json
 * @param device opens a device to load on; closed after the check
 */
public record ProbeCheck(Path file, Supplier<Device> device) {
    private static final String FLOAT32 = Precision.FLOAT32.name().toLowerCase(Locale.ROOT);

    /**
     * Compares all that a folder holds.
     *
     * @param base the base model, which an adapter is loaded beside
     * @param exported the new bundle's folder, with its weights
     * @return what was found, in words
     * @throws DasllmException if the probes are of another adapter, or the weights do not answer as the trained model did
     */
    String compare(ExportConfig config, Path base, Student student, Path exported) {
        Probes probes = Probes.read(file);
        if (!probes.adapterSha256().equals(student.adapter())) {
            throw DasllmException.input(
                    file + " was recorded of another adapter than the one that is exported",
                    "Train again, so that adapter and probes are of one training");
        }
        if (probes.probes().isEmpty()) {
            return "not compared: there are none";
        }
        if (!probes.precision().equals(FLOAT32) || !probes.base().equals("stored")) {
            return "not compared: the training computed in " + probes.precision() + " on a base in " + probes.base()
                    + " weights";
        }
        try (Device opened = device.get()) {
            if (opened.precision() != Precision.FLOAT32) {
                return "not compared: the device computes in "
                        + opened.precision().name().toLowerCase(Locale.ROOT);
            }
            StringBuilder found = new StringBuilder();
            if (config.kind().merged() && config.dtype() == ExportType.F32) {
                found.append("merged weights: ")
                        .append(compared(probes, opened, exported, Optional.empty(), "The merged weights"));
            }
            if (config.kind() != ExportKind.MERGED) {
                Path adapter = config.kind() == ExportKind.ADAPTER ? exported : exported.resolve(Export.ADAPTER_FOLDER);
                found.append(found.isEmpty() ? "" : "; ")
                        .append("adapter: ")
                        .append(compared(probes, opened, base, Optional.of(adapter), "The base and its adapter"));
            }
            return found.isEmpty()
                    ? "not compared: the weights are " + config.dtype().torchName()
                    : found.toString();
        }
    }

    private static String compared(Probes probes, Device device, Path model, Optional<Path> adapter, String what) {
        try (LanguageModel loaded = LanguageModel.load(device, model, Trainable.NOTHING, adapter)) {
            Deviation deviation = Deviation.of(probes, loaded);
            deviation.require(what);
            return deviation.inWords();
        }
    }
}
