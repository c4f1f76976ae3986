package org.dasllm.format.bundle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;

/**
 * A bundle against its manifest.
 *
 * @param bundle the folder
 * @param manifest what it should hold
 * @param problems one line for each file that is missing, extra or changed; empty for a whole bundle
 */
public record Verification(Path bundle, BundleManifest manifest, List<String> problems) {
    public static final long MEGABYTE = 1_000_000;

    private static final int SHOWN = 5;

    /** Bytes that are hashed in about a second. */
    private static final long LARGE = 1000 * MEGABYTE;

    public Verification {
        problems = List.copyOf(problems);
    }

    /**
     * Compares every file's size and SHA-256 with the manifest.
     *
     * @throws DasllmException if there is no readable manifest
     */
    public static Verification verify(Path bundle) {
        return verify(bundle, bytes -> {});
    }

    /** The same, with progress where a bundle takes more than a moment. */
    public static Verification verify(Path bundle, Progress progress) {
        long bytes = BundleFiles.bytes(bundle);
        if (bytes < LARGE) {
            return verify(bundle);
        }
        AtomicLong read = new AtomicLong();
        progress.start("verifying", bytes / MEGABYTE, "MB");
        try {
            return verify(bundle, more -> progress.update(read.addAndGet(more) / MEGABYTE, ""));
        } finally {
            progress.finish();
        }
    }

    /**
     * The same.
     *
     * @param read takes how many more bytes were read
     */
    public static Verification verify(Path bundle, LongConsumer read) {
        return compare(bundle, path -> Sha256.ofFile(bundle.resolve(path), read));
    }

    /**
     * The same.
     *
     * @param hash gives the SHA-256 of a plain file by its path in the bundle; asked only for files that are there
     */
    public static Verification compare(Path bundle, UnaryOperator<String> hash) {
        BundleManifest manifest = BundleManifest.read(bundle);
        Map<String, Long> found = new TreeMap<>(BundleFiles.of(bundle));
        List<String> problems = new ArrayList<>();
        for (BundleManifest.File file : manifest.files()) {
            // Only what the walk found is opened, so a path that leads out of the bundle is merely missing.
            Long bytes = found.remove(file.path());
            if (bytes == null) {
                problems.add(file.path() + " is missing");
            } else if (bytes < 0) {
                problems.add(file.path() + " is not a plain file");
            } else if (bytes != file.bytes()) {
                problems.add(file.path() + " has " + bytes + " bytes instead of " + file.bytes());
            } else if (!hash.apply(file.path()).equals(file.sha256())) {
                problems.add(file.path() + " has changed: its SHA-256 is not the manifest's");
            }
        }
        found.keySet().forEach(path -> problems.add(path + " is not in the manifest"));
        return new Verification(bundle, manifest, problems);
    }

    public boolean intact() {
        return problems.isEmpty();
    }

    /**
     * Passes over a whole bundle.
     *
     * @throws DasllmException naming what is wrong (the first few of many)
     */
    public void require() {
        if (!intact()) {
            int shown = Math.min(SHOWN, problems.size());
            String more = problems.size() > shown ? "; and " + (problems.size() - shown) + " more" : "";
            throw DasllmException.input(
                    "The bundle " + bundle + " is not what its manifest says: "
                            + String.join("; ", problems.subList(0, shown)) + more,
                    "Copy or export it again");
        }
    }
}
