package org.dasllm.export.bundle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probes;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.probe.ProbeComparison;
import org.dasllm.model.probe.Rounding;
import org.dasllm.tensor.Device;

/**
 * Loads what was exported and holds it against the training's probes: the weights must answer as the trained model did, as closely
 * as their element type and the device's precision allow, and the adapter must have changed something.
 *
 * @param files the training's probes.json and neutral-probes.json, or those of them that there are
 * @param device opens a device to load on; closed after the check
 */
public record ProbeCheck(List<Path> files, Supplier<Device> device) {
    /** What a bundle's provenance says where a training recorded nothing. */
    static final String NONE = "not compared: the training recorded none";

    public ProbeCheck {
        files = List.copyOf(files);
    }

    /** The probes in a training's folder. */
    public static ProbeCheck of(Path training, Supplier<Device> device) {
        List<Path> files = new ArrayList<>();
        for (String name : List.of(Probes.FILE, Probes.NEUTRAL_FILE)) {
            Path file = training.resolve(name);
            if (Files.exists(file)) {
                files.add(file);
            }
        }
        return new ProbeCheck(files, device);
    }

    /** The record that may travel in a bundle. */
    Optional<Path> neutral() {
        return files.stream().filter(file -> file.endsWith(Probes.NEUTRAL_FILE)).findFirst();
    }

    /**
     * Compares all that a folder holds.
     *
     * @param base the base model, which an adapter is loaded beside
     * @param exported the new bundle's folder, with its weights
     * @return what was found, in words
     * @throws DasllmException if the probes are of another adapter, the weights do not answer as the trained model did, or the
     *     training changed nothing
     */
    String compare(ExportConfig config, Path base, Student student, Path exported) {
        List<Probes> records = files.stream().map(file -> read(file, student)).toList();
        requireEffect(records);
        if (records.stream().allMatch(probes -> probes.probes().isEmpty())) {
            return NONE;
        }
        List<String> found = new ArrayList<>();
        try (Device opened = device.get()) {
            if (config.kind().merged()) {
                try (LanguageModel merged = LanguageModel.load(opened, exported, Trainable.NOTHING, Optional.empty())) {
                    found.add("merged weights: "
                            + compared(
                                    records,
                                    merged,
                                    Rounding.ofStored(config.dtype().name()),
                                    "The merged weights"));
                }
            }
            if (config.kind() != ExportKind.MERGED) {
                Path adapter = config.kind() == ExportKind.ADAPTER ? exported : exported.resolve(Export.ADAPTER_FOLDER);
                try (LanguageModel beside = LanguageModel.load(opened, base, Trainable.NOTHING, Optional.of(adapter))) {
                    found.add("adapter: " + compared(records, beside, Rounding.FLOAT32, "The base and its adapter"));
                }
            }
        }
        return String.join("; ", found);
    }

    private static Probes read(Path file, Student student) {
        Probes probes = Probes.read(file);
        if (!probes.adapterSha256().equals(student.adapter())) {
            throw DasllmException.input(
                    file + " was recorded of another adapter than the one that is exported",
                    "Train again, so that adapter and probes are of one training");
        }
        return probes;
    }

    private static void requireEffect(List<Probes> records) {
        List<Probes> asked =
                records.stream().filter(probes -> !probes.probes().isEmpty()).toList();
        if (!asked.isEmpty()
                && asked.stream().noneMatch(probes -> new ProbeComparison(probes, List.of()).showsEffect())) {
            throw DasllmException.input(
                    "The adapter changes nothing: with it and without it the base model answers the recorded prompts alike",
                    "Train further or with a higher learning rate, and see the training's curves");
        }
    }

    private static String compared(List<Probes> records, LanguageModel model, Rounding stored, String what) {
        List<String> words = new ArrayList<>();
        boolean told = false;
        for (Probes probes : records) {
            if (!probes.probes().isEmpty()) {
                ProbeComparison.Finding found = new ProbeComparison(probes, List.of(stored)).compare(model, what);
                told |= found.told();
                words.add(found.words() + " ("
                        + (probes.samples().equals(Probes.NEUTRAL) ? "neutral prompts" : "prompts of samples") + ")");
            }
        }
        String all = String.join(", ", words);
        if (!told) {
            throw ProbeComparison.hidden(what, all);
        }
        return all;
    }
}
