package org.dasllm.format.manifest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dasllm.format.io.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder that a stage reads or writes.
 *
 * @param path relative to the run's folder where it lies within, else as the configuration names it
 * @param sha256 of the file, or of the folder's tree
 * @param origin where it is from, as facts by name, such as a model's name, commit and licence; null where that is not known
 */
public record Artifact(String path, String sha256, @Nullable Map<String, String> origin) {

    public Artifact(String path, String sha256) {
        this(path, sha256, null);
    }

    /** The same with where it is from; no facts are as good as none known. */
    public Artifact from(Map<String, String> facts) {
        return new Artifact(path, sha256, facts.isEmpty() ? null : Map.copyOf(facts));
    }

    /** Hashes what is there now. */
    public static Artifact of(Path runDir, Path file) {
        Path run = runDir.toAbsolutePath().normalize();
        Path absolute = file.toAbsolutePath().normalize();
        String path = absolute.startsWith(run) ? run.relativize(absolute).toString() : file.toString();
        return new Artifact(path.replace('\\', '/'), Sha256.of(file));
    }

    /** Whether it is still there with the same content. */
    public boolean unchanged(Path runDir) {
        Path inRun = runDir.resolve(path);
        Path file = Files.exists(inRun) ? inRun : Path.of(path);
        return Files.exists(file) && Sha256.of(file).equals(sha256);
    }
}
