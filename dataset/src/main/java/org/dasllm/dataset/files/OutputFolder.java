package org.dasllm.dataset.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Sha256;

/**
 * A folder on any file system Hadoop knows, filled beside its place and moved there when it is whole: readers see the
 * old one or the new one. On object stores, where a move is a copy, they may see it being copied.
 */
public final class OutputFolder {
    private static final String MARK = "card.json";
    private static final String DRAFT = ".writing-";
    private static final String REPLACED = ".old-";
    private static final String REFUSED = "-refused";
    private static final int MOST_CHARACTERS = 40;

    private final FileSystem files;
    private final Path target;
    private final Path draft;

    private OutputFolder(FileSystem files, Path target) {
        this.files = files;
        this.target = target;
        this.draft = beside(target, DRAFT + UUID.randomUUID());
    }

    public static OutputFolder at(Path path, Configuration hadoop) throws IOException {
        FileSystem files = raw(path.getFileSystem(hadoop));
        OutputFolder folder = new OutputFolder(files, files.makeQualified(path));
        if (files.exists(folder.target)
                && files.listStatus(folder.target).length > 0
                && !files.exists(new Path(folder.target, MARK))) {
            throw DasllmException.input(
                    "The output folder " + path + " holds something that is not a curated dataset",
                    "Give a folder that is empty or not there yet");
        }
        return folder;
    }

    /** A sibling whose name is not too long where the target's is just short enough. */
    private static Path beside(Path target, String ending) {
        String name = target.getName();
        String start = name.length() <= MOST_CHARACTERS ? name : Sha256.ofString(name);
        // Of three parts, since a name with a colon alone would be taken for a scheme.
        return new Path(target.getParent(), new Path(null, null, "." + start + ending));
    }

    /** Deletes what writers of the same folder left beside it when they were killed. */
    public void removeAbandoned() throws IOException {
        if (!files.exists(target.getParent())) {
            return;
        }
        for (FileStatus status : files.listStatus(target.getParent())) {
            String path = status.getPath().getName();
            if (path.startsWith(beside(target, DRAFT).getName())
                    || (path.startsWith(beside(target, REPLACED).getName()) && files.exists(target))) {
                files.delete(status.getPath(), true);
            }
        }
    }

    /** The checksum files of Hadoop's local file system are of no use to other readers. */
    public static FileSystem raw(FileSystem files) {
        return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    }

    /** Where Spark writes a part of the folder, in Hadoop's spelling, which encodes nothing. */
    public String draft(String name) {
        return new Path(draft, name).toString();
    }

    public boolean has(String name) throws IOException {
        return files.exists(new Path(draft, name));
    }

    public void rename(String from, String to) throws IOException {
        if (!files.rename(new Path(draft, from), new Path(draft, to))) {
            throw new IOException("cannot rename " + from + " to " + to + " in " + draft);
        }
    }

    public void delete(String name) throws IOException {
        files.delete(new Path(draft, name), true);
    }

    /** Opens a file of the draft; {@link Sink#close} makes it durable. */
    public Sink open(String name) throws IOException {
        return new Sink(files.create(new Path(draft, name), true));
    }

    public void write(String name, String text) throws IOException {
        try (Sink sink = open(name)) {
            sink.text(text);
        }
    }

    /** A file of the folder, as its manifest names it. */
    public record Written(String name, long bytes, String sha256) {}

    /** All files of the draft, without Hadoop's checksums, by name. */
    public List<Written> written() throws IOException {
        removeChecksums(draft);
        List<Written> all = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> found = files.listFiles(draft, true);
        String root = files.makeQualified(draft).toUri().getPath() + "/";
        while (found.hasNext()) {
            LocatedFileStatus file = found.next();
            try (InputStream in = files.open(file.getPath())) {
                String name = file.getPath().toUri().getPath().substring(root.length());
                all.add(new Written(name, file.getLen(), sha256(in)));
            }
        }
        all.sort(Comparator.comparing(Written::name));
        return all;
    }

    private static String sha256(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Moves the draft to its place; the old folder goes only when the new one is there. */
    public void commit() throws IOException {
        moveTo(target);
    }

    /** Moves the draft beside its place, where people can look at it and no stage does. */
    public void commitRefused() throws IOException {
        moveTo(refused());
    }

    private Path refused() {
        return new Path(target.getParent(), new Path(null, null, target.getName() + REFUSED));
    }

    /** Where the folder is, and where a refused one is, for messages. */
    public String place() {
        return target.toUri().getPath();
    }

    public String refusedPlace() {
        return refused().toUri().getPath();
    }

    private void moveTo(Path place) throws IOException {
        removeChecksums(draft);
        Path old = beside(target, REPLACED + UUID.randomUUID());
        boolean replaces = files.exists(place);
        if (replaces && !files.rename(place, old)) {
            throw new IOException("cannot move " + place + " aside");
        }
        if (!files.rename(draft, place)) {
            if (replaces) {
                files.rename(old, place);
            }
            throw new IOException("cannot move " + draft + " to " + place);
        }
        if (replaces) {
            files.delete(old, true);
        }
    }

    public void discard() throws IOException {
        files.delete(draft, true);
    }

    private void removeChecksums(Path dir) throws IOException {
        if (!files.getUri().getScheme().equals("file")) {
            return;
        }
        List<Path> folders = new ArrayList<>();
        for (FileStatus status : files.listStatus(dir)) {
            if (status.isDirectory()) {
                folders.add(status.getPath());
            } else if (status.getPath().getName().endsWith(".crc")) {
                files.delete(status.getPath(), false);
            }
        }
        for (Path folder : folders) {
            removeChecksums(folder);
        }
    }

    /** A file being written. */
    public static final class Sink implements AutoCloseable {
        private final FSDataOutputStream durable;
        private final OutputStream buffered;

        private Sink(FSDataOutputStream durable) {
            this.durable = durable;
            this.buffered = new BufferedOutputStream(durable, 1 << 16);
        }

        public void text(String text) throws IOException {
            buffered.write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** @param line in UTF-8, without the line feed that is written behind it */
        public void line(byte[] line) throws IOException {
            buffered.write(line);
            buffered.write('\n');
        }

        @Override
        public void close() throws IOException {
            try (durable) {
                buffered.flush();
                durable.hsync();
            }
        }
    }
}
