package org.dasllm.harvest.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.dasllm.format.io.AtomicFile;

/**
 * The files of one journal: {@code journal.jsonl}, which is written to, and beside it the finished ones, {@code
 * journal-000001.jsonl.gz} and so on, plain until they are compressed.
 *
 * @param open the one that is written to
 */
record Segments(Path open) {
    private static final String SUFFIX = ".jsonl";
    private static final String COMPRESSED = ".gz";

    /** What a roll leaves for a moment: the next open segment, before it has its name. */
    Path next() {
        return open.resolveSibling(open.getFileName() + ".next");
    }

    private String stem() {
        String name = String.valueOf(open.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    Path plain(int number) {
        return open.resolveSibling(String.format(Locale.ROOT, "%s-%06d%s", stem(), number, SUFFIX));
    }

    Path compressed(int number) {
        Path plain = plain(number);
        return plain.resolveSibling(plain.getFileName() + COMPRESSED);
    }

    static boolean isCompressed(Path file) {
        return String.valueOf(file.getFileName()).endsWith(COMPRESSED);
    }

    /** The finished ones by their numbers; where both forms are there, the compressed one, which is whole. */
    SortedMap<Integer, Path> finished() throws IOException {
        SortedMap<Integer, Path> found = new TreeMap<>();
        Path folder = open.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return found;
        }
        Pattern name = Pattern.compile(
                Pattern.quote(stem()) + "-(\\d{6,9})" + Pattern.quote(SUFFIX) + "(" + Pattern.quote(COMPRESSED) + ")?");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher matcher = name.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()) {
                    boolean compressed = matcher.group(2) != null;
                    Path there = open.resolveSibling(String.valueOf(file.getFileName()));
                    found.merge(Integer.parseInt(matcher.group(1)), there, (one, other) -> compressed ? other : one);
                }
            }
        }
        return found;
    }

    /** Compresses a finished segment; its plain form goes when the other is on the disk. */
    void compress(int number) throws IOException {
        Path plain = plain(number);
        Path compressed = compressed(number);
        if (!Files.exists(compressed)) {
            AtomicFile.write(compressed, out -> copy(plain, out));
        }
        Files.deleteIfExists(plain);
    }

    private static void copy(Path plain, OutputStream out) throws IOException {
        GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
        Files.copy(plain, gzip);
        gzip.finish();
    }

    /**
     * Makes the open segment a finished one and begins the next. A process that is killed in between leaves the next one under its first
     * name, from where {@link #finishRoll} goes on.
     */
    void roll(int number) throws IOException {
        try (FileChannel channel = FileChannel.open(
                next(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(JournalHeader.bytes(number + 1)));
            channel.force(true);
        }
        Files.move(open, plain(number), StandardCopyOption.ATOMIC_MOVE);
        finishRoll();
    }

    void finishRoll() throws IOException {
        if (Files.exists(next()) && !Files.exists(open)) {
            Files.move(next(), open, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(next());
        force();
    }

    /** Makes renames last; a file system that cannot do it for folders is taken as it is. */
    private void force() {
        Path folder = open.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                return;
            }
        }
    }
}
