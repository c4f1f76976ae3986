package org.dasllm.hub.cache;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * Where a model's files are from: written when all of them are there. In the cache it lies beside the snapshot, which belongs to
 * Python's tools too; in a folder that was pulled to, below {@value #FOLDER}.
 *
 * @param formatVersion of this layout, see {@link #KIND}
 * @param dasllmVersion the program that wrote it
 * @param model {@code ORG/MODEL}
 * @param revision the branch, tag or commit that was asked for
 * @param commit what the revision was at
 * @param endpoint the hub's address
 * @param pulled when the last file had come, in ISO 8601
 * @param licence what the model's card said of it
 * @param licenceLink where the licence's text is; null where the card does not say
 * @param gated {@code auto} or {@code manual} where the owner lets people in; null where everybody may have it
 * @param accepted whether the hub gave a gated model's files to the user's token; null where it is not gated
 * @param files all that were chosen, sorted by name
 */
public record PullRecord(
        int formatVersion,
        String dasllmVersion,
        String model,
        String revision,
        String commit,
        String endpoint,
        String pulled,
        String licence,
        @Nullable String licenceLink,
        @Nullable String gated,
        @Nullable Boolean accepted,
        List<File> files) {
    /** A folder's own folder for it. */
    public static final String FOLDER = ".dasllm";

    /** Its name in {@link #FOLDER} of a folder that was pulled to. */
    public static final String FILE = "pull.json";

    public static final FileKind KIND = new FileKind("the record of a pulled model", "formatVersion", 1);

    /**
     * One file.
     *
     * @param name relative to the model's folder, with {@code /} between its parts
     * @param bytes its size
     * @param etag the hash that the hub names its content by: SHA-256 of a large file, git's SHA-1 of another
     */
    public record File(String name, long bytes, String etag) {}

    public PullRecord {
        files = List.copyOf(files);
    }

    public static PullRecord read(Path file) {
        return KIND.read(file, PullRecord.class);
    }

    public void write(Path file) {
        Json.write(file, this);
    }
}
