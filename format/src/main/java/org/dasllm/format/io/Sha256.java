package org.dasllm.format.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.dasllm.format.signature.SignatureFiles;

/** SHA-256 in lower-case hexadecimal. */
public final class Sha256 {
    private static final HashMemory MEMORY = new HashMemory(System::currentTimeMillis);

    private Sha256() {}

    public static String ofString(String text) {
        return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of what the file holds now; it is read in any case. */
    public static String ofFile(Path file) {
        return ofFile(file, bytes -> {});
    }

    /**
     * The same.
     *
     * @param progress takes how many more bytes were read
     */
    public static String ofFile(Path file, LongConsumer progress) {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                progress.accept(read);
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
        return hex(digest.digest());
    }

    /**
     * The hash of a folder: over the lines {@code <hash of the file>  <name>}, sorted by name, names relative to the
     * folder with {@code /} between parts. Empty folders do not count, nor do signatures of the folder ({@link SignatureFiles}), which come
     * after what they speak of. A file that has not changed since this process read it
     * is not read again.
     */
    public static String ofTree(Path dir) {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(dir)) {
            files = walk.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw FileFailure.reading(dir, e);
        }
        String lines = files.stream()
                .filter(file -> !SignatureFiles.contains(name(dir, file)))
                .map(file -> new String[] {name(dir, file), MEMORY.of(file, Sha256::ofFile)})
                .sorted((a, b) -> a[0].compareTo(b[0]))
                .map(pair -> pair[1] + "  " + pair[0] + "\n")
                .reduce("", String::concat);
        return ofString(lines);
    }

    /** Of a file or, as {@link #ofTree}, of a folder; what has not changed since this process read it is not read again. */
    public static String of(Path path) {
        return Files.isDirectory(path) ? ofTree(path) : MEMORY.of(path, Sha256::ofFile);
    }

    private static String name(Path dir, Path file) {
        return dir.relativize(file).toString().replace('\\', '/');
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
