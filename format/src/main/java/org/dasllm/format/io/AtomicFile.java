package org.dasllm.format.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that are either whole or as they were before, whatever happens between. The new content is written
 * beside the target under a name that ends in {@code .partial}, forced to the disk, and renamed. What a killed process
 * left of it is removed by the next write of the same target.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".partial";
    private static final AtomicLong NEXT = new AtomicLong();

    private AtomicFile() {}

    public static void writeString(Path file, String text) {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes a file by small pieces, and the folders above it where they are absent. */
    public static void write(Path file, WriteAction<OutputStream> body) {
        writeChannel(file, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            body.write(out);
            out.flush();
        });
    }

    /** Writes a file by large pieces, and the folders above it where they are absent. */
    public static void writeChannel(Path file, WriteAction<WritableByteChannel> body) {
        long[] written = {0};
        try {
            Path partial = partial(file);
            try {
                try (FileChannel channel =
                        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    EarlyForce force = new EarlyForce(() -> channel.force(false));
                    body.write(new CountingChannel(channel, written, force));
                    force.await();
                    channel.force(true);
                }
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                force(partial.getParent());
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (UncheckedIOException e) {
            throw FileFailure.writing(file, written[0], cause(e));
        } catch (IOException e) {
            throw FileFailure.writing(file, written[0], e);
        }
    }

    /** Fills a new folder and puts it in the place of {@code dir}; an older one is replaced as a whole. */
    public static void writeDirectory(Path dir, WriteAction<Path> body) {
        try {
            Path partial = partial(dir);
            Path old = partial.resolveSibling(partial.getFileName() + ".old" + SUFFIX);
            try {
                Files.createDirectory(partial);
                body.write(partial);
                forceTree(partial);
                if (Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(dir, old, StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(partial, dir, StandardCopyOption.ATOMIC_MOVE);
                force(partial.getParent());
            } finally {
                deleteTree(partial);
                if (Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
                    deleteTree(old);
                }
            }
        } catch (UncheckedIOException e) {
            throw FileFailure.writing(dir, 0, cause(e));
        } catch (IOException e) {
            throw FileFailure.writing(dir, 0, e);
        }
    }

    /** Removes a file, or a folder with all that is in it; links are removed, not followed. */
    public static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * A fresh name beside the target, {@code .name.<process>-<number>.partial}. What a killed process left under such a name is removed by the
     * next that asks for one.
     */
    public static Path partial(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new IOException("it is the root of a disk");
        }
        Files.createDirectories(parent);
        String stem = "." + name + ".";
        removeLeftovers(parent, stem);
        return parent.resolve(stem + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement() + SUFFIX);
    }

    private static void removeLeftovers(Path parent, String stem) throws IOException {
        DirectoryStream.Filter<Path> ours = path -> {
            String name = String.valueOf(path.getFileName());
            return name.startsWith(stem) && name.endsWith(SUFFIX);
        };
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, ours)) {
            for (Path leftover : leftovers) {
                String rest = String.valueOf(leftover.getFileName()).substring(stem.length());
                int dash = rest.indexOf('-');
                if (dash > 0 && dash < 19 && rest.substring(0, dash).chars().allMatch(Character::isDigit)) {
                    long pid = Long.parseLong(rest.substring(0, dash));
                    if (ProcessHandle.of(pid).isEmpty()) {
                        deleteTree(leftover);
                    }
                }
            }
        }
    }

    private static void forceTree(Path dir) throws IOException {
        Files.walkFileTree(dir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Makes a rename last; a file system that cannot do it for folders is taken as it is. */
    private static void force(@Nullable Path dir) {
        if (dir != null) {
            try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                return;
            }
        }
    }

    private static IOException cause(UncheckedIOException e) {
        return e.getCause() == null ? new IOException(e) : e.getCause();
    }

    /** All bytes of every write, counted. */
    private static final class CountingChannel implements WritableByteChannel {
        private final WritableByteChannel to;
        private final long[] written;
        private final EarlyForce force;

        CountingChannel(WritableByteChannel to, long[] written, EarlyForce force) {
            this.to = to;
            this.written = written;
            this.force = force;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            while (bytes.hasRemaining()) {
                written[0] += to.write(bytes);
            }
            force.at(written[0]);
            return count;
        }

        @Override
        public boolean isOpen() {
            return to.isOpen();
        }

        @Override
        public void close() {
            // The file is closed by whoever opened it.
        }
    }
}
