package org.dasllm.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.version.FileKind;
import org.dasllm.signing.statement.PlainPath;

/**
 * The list of one backup: {@code backups/<name>/<time>-<hash>.json}, where time is UTC to the second and hash the first sixteen digits of the
 * SHA-256 over the lines {@code <hash> <bytes> <path>} of its files. A list that was changed does not fit its own name.
 *
 * @param format always {@value #FORMAT}
 * @param formatVersion of the layout, see {@link #KIND}
 * @param dasllmVersion the version that wrote it
 * @param name what was backed up, such as a run's name
 * @param created when, in UTC
 * @param files every file, sorted by path
 */
public record Snapshot(
        String format, int formatVersion, String dasllmVersion, String name, String created, List<StoredFile> files) {
    public static final FileKind KIND = new FileKind("the list of a backup", "formatVersion", 1);

    static final String FORMAT = "dasllm-backup";

    private static final String FOLDER = "backups/";
    private static final String END = ".json";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._ -]{0,99}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public Snapshot {
        files = List.copyOf(files);
    }

    /**
     * A list as this program writes it.
     *
     * @throws DasllmException if a backup cannot have that name
     */
    public static Snapshot of(String dasllmVersion, String name, Instant time, List<StoredFile> files) {
        requireName(name);
        return new Snapshot(FORMAT, KIND.version(), dasllmVersion, name, TIME.format(time), files);
    }

    /**
     * Lets the name of a backup pass.
     *
     * @throws DasllmException if it has other signs than letters, digits, dots, hyphens, underscores and spaces
     */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw DasllmException.usage(
                    "A backup cannot be named '" + name + "'",
                    "Name it with --name, by letters, digits, dots, hyphens, underscores and spaces");
        }
    }

    /** The name of the object that holds this list. */
    public String object() {
        return folder(name) + created + "-" + hash() + END;
    }

    /** The objects of all lists of that name begin so. */
    public static String folder(String name) {
        return FOLDER + name + "/";
    }

    /** The objects of all lists begin so. */
    public static String folder() {
        return FOLDER;
    }

    /** Whether an object is named as a list's. */
    public static boolean isList(String object) {
        return object.startsWith(FOLDER) && object.endsWith(END) && object.split("/", -1).length == 3;
    }

    /** How a user names a list: {@code <time>-<hash>}. */
    public static String label(String object) {
        return object.substring(object.lastIndexOf('/') + 1, object.length() - END.length());
    }

    /** The name of what a list's object is a backup of. */
    public static String nameOf(String object) {
        return object.split("/", -1)[1];
    }

    /** All files together, in bytes. */
    public long bytes() {
        return files.stream().mapToLong(StoredFile::bytes).sum();
    }

    private String hash() {
        StringBuilder lines = new StringBuilder();
        files.forEach(file -> lines.append(file.sha256())
                .append(' ')
                .append(file.bytes())
                .append(' ')
                .append(file.path())
                .append('\n'));
        return Sha256.ofString(lines.toString()).substring(0, 16);
    }

    public String json() {
        return Json.pretty(this);
    }

    /**
     * Reads a list.
     *
     * @param object the name of its object
     * @param where the store and the object, for messages
     * @throws DasllmException if it is none, is of a newer version, or is not as it was written
     */
    public static Snapshot parse(String text, String object, String where) {
        KIND.require(Json.parse(text, JsonNode.class, where), where);
        Snapshot read = Json.parse(text, Snapshot.class, where);
        Set<String> paths = new HashSet<>();
        boolean sound = read.format.equals(FORMAT)
                && read.files.stream()
                        .allMatch(file -> PlainPath.is(file.path())
                                && paths.add(file.path())
                                && file.bytes() >= 0
                                && HASH.matcher(file.sha256()).matches());
        if (!sound || !read.object().equals(object)) {
            throw DasllmException.input(
                    where + " is not the list of files that the backup wrote",
                    "Restore another backup; dasllm restore --list shows them");
        }
        return read;
    }
}
