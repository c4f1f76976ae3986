package org.dasllm.engine.observe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/**
 * A line of JSON for each request, in a file. A thread of its own writes, so that a slow disk keeps no answer waiting; what it cannot keep
 * up with is dropped, counted, and reported. A file that was moved away, as programs that rotate logs do, is begun anew.
 */
public final class AccessLog implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final String END = "";

    private final Path path;
    private final Consumer<String> tell;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;

    // The writer's own.
    private OutputStream out;
    private @Nullable Object place;
    private boolean broken;

    private AccessLog(Path path, Consumer<String> tell) throws IOException {
        this.path = path;
        this.tell = tell;
        this.out = open();
        this.place = place();
        this.writer = new Thread(this::run, "dasllm-access-log");
        writer.setDaemon(true);
    }

    /**
     * Begins to write at the end of a file.
     *
     * @param tell gets a sentence when lines are lost
     * @throws DasllmException if the file cannot be written
     */
    public static AccessLog open(Path path, Consumer<String> tell) {
        try {
            AccessLog log = new AccessLog(path, tell);
            log.writer.start();
            return log;
        } catch (IOException e) {
            throw DasllmException.input(
                    "The access log " + path + " cannot be written: " + e.getMessage(),
                    "Name a file in a folder that is there and that this user may write to",
                    e);
        }
    }

    /** Adds a request that has ended; does not wait. */
    void add(String line) {
        if (!waiting.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        try {
            boolean end = false;
            while (!end) {
                String line = waiting.take();
                renew();
                while (line != null && !end) {
                    end = line.equals(END);
                    if (!end) {
                        write(line);
                    }
                    line = end ? null : waiting.poll();
                }
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            broken = false;
        } catch (IOException e) {
            lost(e);
        }
    }

    private void flush() {
        long lines = dropped.getAndSet(0);
        if (lines > 0) {
            tell.accept("The access log lost " + lines + " lines, since the disk of " + path + " does not keep up.");
        }
        try {
            out.flush();
        } catch (IOException e) {
            lost(e);
        }
    }

    private void lost(IOException e) {
        if (!broken) {
            tell.accept(
                    "The access log " + path + " cannot be written, and requests go on without it: " + e.getMessage());
        }
        broken = true;
    }

    private void renew() {
        if (place != null && Objects.equals(place, place())) {
            return;
        }
        try {
            if (place != null || !Files.exists(path)) {
                OutputStream old = out;
                out = open();
                place = place();
                old.close();
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    private OutputStream open() throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** What tells the file from another of its name; null where there is none, or where the file system has no such thing. */
    private @Nullable Object place() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException gone) {
            return null;
        }
    }

    /** Writes what was added so far. */
    @Override
    public void close() {
        try {
            waiting.put(END);
            writer.join(TimeUnit.SECONDS.toMillis(5));
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            lost(e);
        }
    }
}
