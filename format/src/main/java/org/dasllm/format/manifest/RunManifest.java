package org.dasllm.format.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.version.FileKind;

/**
 * What a run has done: {@code manifest.json} in the run's folder. Each stage's inputs, outputs, configuration hash, times
 * and seed, and for the whole run the version, the machine and the resolved configuration. Every change is saved at once,
 * as a whole. Not for use by several threads, and one process a run (see {@code ProcessLock}).
 */
public final class RunManifest {
    public static final String FILE = "manifest.json";
    public static final FileKind KIND = new FileKind("the manifest of a run", "formatVersion", 2);

    private final Path runDir;
    private final Map<String, StageRecord> stages = new LinkedHashMap<>();
    private JsonNode configuration = Json.mapper().createObjectNode();

    /** The file's content. Stages are in the order in which they were first recorded. */
    private record Content(
            int formatVersion,
            String dasllmVersion,
            Machine machine,
            JsonNode configuration,
            List<StageRecord> stages) {}

    private RunManifest(Path runDir) {
        this.runDir = runDir;
    }

    /**
     * Reads the run's manifest, or starts an empty one; nothing is written before the first change.
     *
     * @throws DasllmException if it is of a version that this program does not read
     */
    public static RunManifest openOrCreate(Path runDir) {
        RunManifest manifest = new RunManifest(runDir);
        Path file = runDir.resolve(FILE);
        if (Files.exists(file)) {
            Content content = KIND.read(file, Content.class);
            manifest.configuration = content.configuration();
            content.stages().forEach(record -> manifest.stages.put(record.stage(), record));
        }
        return manifest;
    }

    /** The hash of a stage's resolved configuration: SHA-256 of its JSON in one line. */
    public static String configHash(Object configuration) {
        return Sha256.ofString(Json.line(configuration));
    }

    /** The version of this program, from its jar; {@code development} when it runs from class folders. */
    public static String version() {
        String version = RunManifest.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    public Path runDir() {
        return runDir;
    }

    public Optional<StageRecord> stage(String name) {
        return Optional.ofNullable(stages.get(name));
    }

    public List<StageRecord> stages() {
        return List.copyOf(stages.values());
    }

    /** The whole run's resolved configuration; empty before it is set. */
    public JsonNode configuration() {
        return configuration;
    }

    /** Sets the resolved configuration and saves. Keys are named by their environment variables in it, never given. */
    public void configure(Object resolved) {
        configuration = Json.mapper().valueToTree(resolved);
        save();
    }

    /**
     * Whether a stage need not run again: it is done, its configuration and its inputs' hashes are the same, and all its
     * outputs are still there with their recorded hashes.
     *
     * @param inputHashes SHA-256 by the inputs' names
     */
    public boolean upToDate(String stage, String configHash, Map<String, String> inputHashes) {
        StageRecord record = stages.get(stage);
        if (record == null
                || record.status() != StageRecord.Status.DONE
                || !record.configHash().equals(configHash)) {
            return false;
        }
        Map<String, String> recorded = record.inputs().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, input -> input.getValue().sha256()));
        return recorded.equals(inputHashes)
                && record.outputs().values().stream().allMatch(output -> output.unchanged(runDir));
    }

    /** Puts a stage's record in the place of its older one, and saves. */
    public void record(StageRecord record) {
        stages.put(record.stage(), record);
        save();
    }

    private void save() {
        Content content =
                new Content(KIND.version(), version(), Machine.current(), configuration, List.copyOf(stages.values()));
        Json.write(runDir.resolve(FILE), content);
    }
}
