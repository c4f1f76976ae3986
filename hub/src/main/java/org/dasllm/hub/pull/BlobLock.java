package org.dasllm.hub.pull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.dasllm.format.io.FileFailure;
import org.jspecify.annotations.Nullable;

/** Keeps one content to one transfer, in this process and all others of this program; the others wait. */
final class BlobLock implements AutoCloseable {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final FileChannel channel;

    private BlobLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @param waiting is run once where another transfer has it */
    static BlobLock acquire(Path file, Runnable waiting) throws InterruptedException {
        FileChannel channel;
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
        BlobLock lock = new BlobLock(channel);
        try {
            for (boolean told = false; tryLock(channel) == null; told = true) {
                if (!told) {
                    waiting.run();
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
            return lock;
        } catch (IOException e) {
            lock.close();
            throw FileFailure.writing(file, 0, e);
        } catch (InterruptedException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
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
