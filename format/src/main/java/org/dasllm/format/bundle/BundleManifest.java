package org.dasllm.format.bundle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json} of a bundle: what it is, where it comes from, and every file in it.
 *
 * @param format always {@value #FORMAT}
 * @param formatVersion of the layout, see {@link #KIND}
 * @param dasllmVersion the version that wrote it
 * @param kind what the bundle holds: MERGED, ADAPTER or BOTH
 * @param dtype the element type of merged weights: F32, BF16 or F16
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
        BundleVerdict verdict,
        @Nullable Task task,
        Map<String, String> provenance,
        List<File> files) {
    public static final String FILE = "manifest.json";
    public static final FileKind KIND = new FileKind("the manifest of a bundle", "formatVersion", 2);

    private static final String FORMAT = "dasllm-bundle";

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

    /** A manifest as this program writes it. */
    public BundleManifest(
            String dasllmVersion,
            String kind,
            String dtype,
            boolean forced,
            BundleVerdict verdict,
            @Nullable Task task,
            Map<String, String> provenance,
            List<File> files) {
        this(FORMAT, KIND.version(), dasllmVersion, kind, dtype, forced, verdict, task, provenance, files);
    }

    /**
     * Reads a bundle's manifest.
     *
     * @throws DasllmException if there is none, or it is not one of a bundle of a version that this program reads
     */
    public static BundleManifest read(Path bundle) {
        Path file = bundle.resolve(FILE);
        if (!ofBundle(file)) {
            throw DasllmException.input(
                    file + " is not the manifest of a bundle", "Name a folder that dasllm export has written");
        }
        return KIND.read(file, BundleManifest.class);
    }

    /**
     * Whether a file is the manifest of a bundle, of whatever version.
     *
     * @throws DasllmException if it cannot be read
     */
    public static boolean ofBundle(Path file) {
        return Json.readTree(file).path("format").asText().equals(FORMAT);
    }

    /**
     * Lets every model folder pass but a bundle of a newer version, whose weights may want to be used in another way.
     *
     * @throws DasllmException naming the version
     */
    public static void refuseNewer(Path model) {
        Path file = model.resolve(FILE);
        if (Files.isRegularFile(file) && ofBundle(file)) {
            KIND.readTree(file);
        }
    }

    /** Writes it into the bundle's folder. */
    public void write(Path bundle) {
        Json.write(bundle.resolve(FILE), this);
    }
}
