package org.dasllm.format.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.dasllm.format.error.DasllmException;

/** Keeps a folder to one process. The operating system gives the lock back when the process ends, however it ends. */
public final class ProcessLock implements AutoCloseable {
    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, or refuses at once where another process has it.
     *
     * @param file the lock file; made where it is absent, and left behind
     * @param what what it guards, for the message
     */
    public static ProcessLock acquire(Path file, String what) {
        FileChannel channel;
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
        try {
            if (FileLocks.tryLock(channel) != null) {
                return new ProcessLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
        throw inUse(file, what);
    }

    /**
     * Refuses as {@link #acquire} does where another process has the lock, and changes nothing.
     *
     * @param file the lock file, which need not be there
     */
    public static void requireFree(Path file, String what) {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (FileLocks.tryLock(channel) == null) {
                throw inUse(file, what);
            }
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }

    private static DasllmException inUse(Path file, String what) {
        return DasllmException.input(
                what + " is in use by another process (lock file " + file + ")",
                "Wait until it has ended, or end it, and run the same command again");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
