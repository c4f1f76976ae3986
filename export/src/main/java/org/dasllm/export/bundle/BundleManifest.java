package org.dasllm.export.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json} of a bundle: what it is, where it comes from, and every file in it.
 *
 * @param format always {@value #FORMAT}
 * @param formatVersion 1
 * @param dasllmVersion the version that wrote it
 * @param kind what the bundle holds
 * @param dtype the element type of merged weights
 * @param forced whether it was exported without a passing verdict
 * @param verdict the evaluation's
 * @param task what an answer of the model is; null where it was not declared
 * @param provenance data, configuration, seeds, versions, by name
 * @param files every file but this one, sorted by path
 */
public record BundleManifest(
        String format,
        int formatVersion,
        String dasllmVersion,
        String kind,
        String dtype,
        boolean forced,
        Verdict verdict,
        @Nullable Task task,
        Map<String, String> provenance,
        List<File> files) {
    public static final String FILE = "manifest.json";
    static final String FORMAT = "dasllm-bundle";
    static final int VERSION = 1;

    /**
     * One file of a bundle.
     *
     * @param path relative to the bundle, with {@code /} between its parts
     * @param bytes its size
     * @param sha256 in lower-case hexadecimal
     */
    public record File(String path, long bytes, String sha256) {}

    public BundleManifest {
        provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
        files = List.copyOf(files);
    }

    /**
     * Reads a bundle's manifest.
     *
     * @throws DasllmException if there is none, or it is not one of a bundle of a known version
     */
    public static BundleManifest read(Path bundle) {
        Path file = bundle.resolve(FILE);
        JsonNode tree = Json.readTree(file);
        if (!tree.path("format").asText().equals(FORMAT)) {
            throw DasllmException.input(
                    file + " is not the manifest of a bundle", "Name a folder that dasllm export has written");
        }
        if (tree.path("formatVersion").asInt() != VERSION) {
            throw DasllmException.input(
                    file + " is of version " + tree.path("formatVersion") + ", and this program knows " + VERSION,
                    "Use the version of dasllm that wrote the bundle, or a newer one");
        }
        return Json.read(file, BundleManifest.class);
    }

    void write(Path bundle) {
        Json.write(bundle.resolve(FILE), this);
    }

    /** Lists a folder's files with sizes and hashes, sorted by path. */
    static List<File> list(Path bundle) {
        return BundleFiles.of(bundle).entrySet().stream()
                .map(entry -> new File(entry.getKey(), entry.getValue(), Sha256.ofFile(bundle.resolve(entry.getKey()))))
                .toList();
    }
}
