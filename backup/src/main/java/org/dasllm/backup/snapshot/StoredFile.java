package org.dasllm.backup.snapshot;

/**
 * One file of a backup.
 *
 * @param path relative to the folder that is restored, with {@code /} between its parts
 * @param bytes its size
 * @param sha256 in lower-case hexadecimal; the object's name
 */
public record StoredFile(String path, long bytes, String sha256) {
    /** The name of the object that holds the file's content. */
    public String object() {
        return "objects/" + sha256.substring(0, 2) + "/" + sha256;
    }
}
