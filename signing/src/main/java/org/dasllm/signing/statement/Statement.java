package org.dasllm.signing.statement;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is signed: every file of a folder with its hash.
 *
 * @param subject the folder's name, which is shown and not compared: a folder may be renamed
 * @param resources the files, in the order in which the statement lists them
 * @param ignoredPaths files and folders that the signature does not cover
 * @param signer null in a statement of another program
 * @param otherParts whether it has parts besides these, which count only where its key is known
 */
public record Statement(
        String subject,
        List<Resource> resources,
        List<String> ignoredPaths,
        @Nullable Signer signer,
        boolean otherParts) {
    public Statement {
        resources = List.copyOf(resources);
        ignoredPaths = List.copyOf(ignoredPaths);
    }

    /** A statement on files by path, in the layout's order. */
    public static Statement of(String subject, Map<String, String> files, List<String> ignoredPaths, Signer signer) {
        Map<String, String> sorted = new TreeMap<>(PlainPath.ORDER);
        sorted.putAll(files);
        List<Resource> resources = sorted.entrySet().stream()
                .map(file -> new Resource(file.getKey(), file.getValue()))
                .toList();
        return new Statement(subject, resources, ignoredPaths, signer, false);
    }

    /** Whether the signature does not cover a file, although it lies in the folder. */
    public boolean ignores(String path) {
        return ignoredPaths.stream().anyMatch(ignored -> PlainPath.within(path, ignored));
    }
}
