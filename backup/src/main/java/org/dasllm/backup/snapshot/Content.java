package org.dasllm.backup.snapshot;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Place;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.statement.PlainPath;

/**
 * What is backed up: a bundle with what its run says of it, or a whole run. Both are restored as a run's folder, with the bundle in
 * {@value #BUNDLE}.
 *
 * @param name the run's, or the folder's where there is no run
 * @param files on the disk, by the path in the folder that is restored
 */
public record Content(String name, Map<String, Path> files) {
    /** The bundle's folder in what is restored. */
    public static final String BUNDLE = "bundle";

    /** Of a run, beside its bundle: what was measured of the model, and what it was made of and by, without the texts that it was made of. */
    private static final List<String> PROVENANCE = List.of(
            RunManifest.FILE,
            "evaluation",
            "signatures",
            "sign-off.json",
            "model.sig",
            "dataset/manifest.json",
            "dataset/card.json",
            "dataset/card.html",
            "dataset/DATASET_CARD.md",
            "harvest/cost.json",
            "harvest/cost.html",
            "training/summary.json",
            "training/metrics.jsonl",
            "training/curves.html");

    private static final List<String> OF_A_MOMENT = List.of(".lock", "scratch");
    private static final String PARTIAL = ".partial";

    public Content {
        files = Map.copyOf(files);
    }

    /**
     * Looks through a folder.
     *
     * @param folder a bundle, alone or in its run, or a run
     * @param progress shows the hashing of a large bundle
     * @throws DasllmException if it is neither, if the bundle is not what its manifest says, or if there is a file that no backup can hold
     */
    public static Content of(Path folder, Progress progress) {
        if (folder.toString().isBlank()) {
            throw DasllmException.usage("The bundle's name is empty", "Name a bundle, or the folder of a run");
        }
        if (!Files.isDirectory(folder)) {
            throw DasllmException.input(
                    Files.exists(folder) ? folder + " is not a folder" : "There is no folder " + Place.of(folder),
                    "Name a bundle, or the folder of a run");
        }
        Path root = real(folder);
        if (isBundle(root)) {
            Verification.verify(root, progress).require();
            Path run = root.getParent();
            if (run != null && root.endsWith(BUNDLE) && isRun(run)) {
                return of(run, Content::ofProvenance);
            }
            return alone(root);
        }
        if (!isRun(root)) {
            throw DasllmException.input(
                    folder + " is neither a bundle nor the folder of a run: it has no " + BundleManifest.FILE
                            + " of either",
                    "Name a folder that dasllm export or dasllm run has written");
        }
        if (isBundle(root.resolve(BUNDLE))) {
            Verification.verify(root.resolve(BUNDLE), progress).require();
        }
        return of(root, path -> true);
    }

    /**
     * Refuses a store that would become a part of what it holds.
     *
     * @param store a folder that need not be there yet
     * @throws DasllmException if it lies in the folder that is backed up
     */
    public static void requireOutside(Path folder, Path store) {
        Path there = store.toAbsolutePath().normalize();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        Path root = real(folder);
        Path run = root.getParent();
        Path all = run != null && root.endsWith(BUNDLE) && isRun(run) ? run : root;
        if (real(there).startsWith(all)) {
            throw DasllmException.usage(
                    store + " lies in " + all + ", which would hold its own backup", "Name a folder elsewhere");
        }
    }

    private static Content alone(Path bundle) {
        Map<String, Path> files = new TreeMap<>();
        walk(bundle, path -> true).forEach((path, file) -> files.put(BUNDLE + "/" + path, file));
        return new Content(String.valueOf(bundle.getFileName()), files);
    }

    private static Content of(Path run, Predicate<String> wanted) {
        return new Content(String.valueOf(run.getFileName()), walk(run, wanted));
    }

    private static boolean ofProvenance(String path) {
        return PlainPath.within(path, BUNDLE) || PROVENANCE.stream().anyMatch(each -> PlainPath.within(path, each));
    }

    private static boolean isBundle(Path folder) {
        Path manifest = folder.resolve(BundleManifest.FILE);
        return Files.isRegularFile(manifest) && BundleManifest.ofBundle(manifest);
    }

    private static boolean isRun(Path folder) {
        Path manifest = folder.resolve(RunManifest.FILE);
        return Files.isRegularFile(manifest) && Json.readTree(manifest).has("stages");
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw FileFailure.reading(folder, e);
        }
    }

    private static Map<String, Path> walk(Path root, Predicate<String> wanted) {
        Map<String, Path> files = new TreeMap<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean passing = OF_A_MOMENT.contains(path(root, folder));
                    return passing ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String path = path(root, file);
                    if (wanted.test(path) && !path.endsWith(PARTIAL) && !OF_A_MOMENT.contains(path)) {
                        requirePlain(file, path, attributes);
                        files.put(path, file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw FileFailure.reading(root, e);
        }
        return files;
    }

    private static void requirePlain(Path file, String path, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile() || !PlainPath.is(path)) {
            throw DasllmException.input(
                    file + " cannot be backed up: "
                            + (attributes.isRegularFile()
                                    ? "its name has a sign that other systems refuse"
                                    : "it is a link or a device, not a plain file"),
                    "Put a plain file in its place, or remove it");
        }
    }

    private static String path(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }
}
