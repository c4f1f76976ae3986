package org.dasllm.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.TensorInfo;
import org.dasllm.hub.api.Licence;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.Origin;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.model.llm.ModelFolder;
import org.dasllm.tensor.Device;
import org.dasllm.trainer.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/** Looks at the models of a cache and at folders, one after the other; one that is broken is reported with the reason. */
public final class ModelSurvey {
    private static final String CONFIG = "config.json";

    private final MachineFit machine;

    /**
     * @param device where they would be trained and served
     * @param training how they would be trained
     */
    public ModelSurvey(Device device, TrainConfig training) {
        this.machine = new MachineFit(device, training);
    }

    /** What a cache holds, sorted by name. */
    public List<ModelReport> of(HubCache cache) {
        List<ModelReport> reports = new ArrayList<>();
        for (Snapshot snapshot : cache.snapshots()) {
            List<String> revisions = cache.revisions(snapshot);
            String at = revisions.isEmpty() ? snapshot.commit().substring(0, 12) : String.join(",", revisions);
            Findings findings = new Findings(snapshot.folder());
            findings.look(() -> findings.requireWhole(snapshot.missing()));
            reports.add(findings.report(snapshot.model() + "@" + at, snapshot.commit(), licence(snapshot::licence)));
        }
        return reports;
    }

    /** What a folder holds. */
    public ModelReport of(Path folder) {
        Findings findings = new Findings(folder);
        findings.look(() -> {
            if (!Files.isDirectory(folder)) {
                throw DasllmException.input("There is no such folder", "Check the path");
            }
            findings.requireWhole(List.of());
        });
        return findings.report(
                folder.toString(),
                null,
                licence(() -> Optional.ofNullable(Origin.of(folder).get("licence"))
                        .map(name -> new Licence(name, Optional.empty()))
                        .orElseGet(() -> Snapshot.licenceOf(folder))));
    }

    private static String licence(Supplier<Licence> source) {
        try {
            return source.get().toString();
        } catch (DasllmException unreadable) {
            return Licence.UNKNOWN;
        }
    }

    /** Names in others' files may hold anything. */
    private static String shown(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    }

    /** What is found out of one folder, until something about it is wrong. */
    private final class Findings {
        private final Path folder;
        private @Nullable String architecture;
        private @Nullable Long parameters;
        private @Nullable String dtype;
        private @Nullable Fit training;
        private @Nullable Fit serving;
        private @Nullable String problem;

        Findings(Path folder) {
            this.folder = folder;
        }

        /** Looks, if nothing is wrong so far. Files of others may be broken in ways that nobody has thought of. */
        void look(Runnable at) {
            if (problem != null) {
                return;
            }
            try {
                at.run();
            } catch (DasllmException refused) {
                problem = shown(refused);
            } catch (RuntimeException other) {
                problem = "It cannot be looked at: " + shown(other);
            }
        }

        void requireWhole(List<String> missing) {
            if (missing.isEmpty() && Files.exists(folder.resolve(CONFIG))) {
                return;
            }
            if (has(".gguf")) {
                throw DasllmException.input(
                        "It is a GGUF file without a model's folder", "Make one with dasllm import");
            }
            if (has("adapter_config.json")) {
                throw DasllmException.input("It is an adapter, not a model", "Name it as one");
            }
            if (!missing.isEmpty()) {
                throw DasllmException.input(
                        "It is here in part, without " + missing.get(0)
                                + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : ""),
                        "Bring the rest with dasllm pull");
            }
        }

        private boolean has(String ending) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.anyMatch(file -> file.toString().endsWith(ending));
            } catch (IOException e) {
                return false;
            }
        }

        ModelReport report(String name, @Nullable String commit, String licence) {
            look(this::architecture);
            look(this::weights);
            look(() -> ModelFolder.open(folder).close());
            look(() -> training = machine.training(folder));
            look(() -> serving = machine.serving(folder));
            return new ModelReport(
                    name,
                    commit,
                    folder.toString(),
                    architecture,
                    parameters,
                    dtype,
                    bytes(),
                    licence,
                    training,
                    serving,
                    problem);
        }

        private void architecture() {
            JsonNode config = Json.readTree(folder.resolve(CONFIG));
            String named = config.path("architectures").path(0).asText("");
            String found = named.isEmpty() ? config.path("model_type").asText("") : named;
            architecture = found.isEmpty() ? null : found.replaceAll("\\p{Cntrl}", "?");
        }

        private void weights() {
            try (Checkpoint checkpoint = Checkpoint.open(folder)) {
                long elements = 0;
                Map<DType, Long> bytes = new EnumMap<>(DType.class);
                for (String tensor : checkpoint.names()) {
                    TensorInfo info = checkpoint.info(tensor);
                    elements += info.elements();
                    bytes.merge(info.dtype(), info.bytes(), Long::sum);
                }
                parameters = elements;
                dtype = bytes.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(most -> most.getKey().name())
                        .orElse(null);
            }
        }

        private long bytes() {
            try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
                return files.filter(Files::isRegularFile)
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            } catch (IOException | UncheckedIOException e) {
                return 0;
            }
        }
    }
}
