package org.dasllm.hub.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.FileLocks;
import org.jspecify.annotations.Nullable;

/** Keeps one content to one transfer, in this process and all others of this program; the others wait. */
final class BlobLock implements AutoCloseable {
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** Of a file that holds nothing but a byte at its end. */
    private static final int LONGEST_MARK = 1 << 20;

    private final FileChannel channel;

    private BlobLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @param waiting is run once where another transfer has it */
    static BlobLock acquire(Path file, Runnable waiting) throws InterruptedException {
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            for (boolean told = false; ; told = true) {
                @Nullable FileChannel held = held(file);
                if (held != null) {
                    return new BlobLock(held);
                }
                if (!told) {
                    waiting.run();
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }

    /**
     * Removes a lock's file, unless somebody has the lock.
     *
     * @throws IOException if it cannot be removed
     */
    static void removeFree(Path file) throws IOException {
        try (@Nullable FileChannel held = held(file)) {
            if (held != null) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The file, open and locked; null where another has the lock, or the file was removed meanwhile. */
    private static @Nullable FileChannel held(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean mine = false;
        try {
            mine = FileLocks.tryLock(channel) != null && isStill(channel, file);
            return mine ? channel : null;
        } finally {
            if (!mine) {
                channel.close();
            }
        }
    }

    /**
     * Whether the name still leads to the file that is locked, and not to one that was made after that was removed: its length tells. The file is not opened
     * again, since POSIX gives a process's lock back with the first of its descriptors that is closed.
     */
    private static boolean isStill(FileChannel locked, Path file) throws IOException {
        int length = ThreadLocalRandom.current().nextInt(1, LONGEST_MARK);
        locked.truncate(0);
        locked.write(ByteBuffer.allocate(1), length - 1L);
        try {
            return Files.size(file) == length;
        } catch (NoSuchFileException removed) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return;
        }
    }
}
