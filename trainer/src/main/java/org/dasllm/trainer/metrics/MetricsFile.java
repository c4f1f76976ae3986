package org.dasllm.trainer.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;

/** metrics.jsonl, one line a step. A resumed run cuts it back to where its checkpoint was and writes on from there. */
public final class MetricsFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private MetricsFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the file for what comes after its first {@code bytes} bytes.
     *
     * @throws DasllmException if it is shorter
     */
    public static MetricsFile open(Path file, long bytes) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.size() < bytes) {
                channel.close();
                throw DasllmException.input(
                        file + " is shorter than its checkpoint says, " + bytes + " bytes",
                        "Restore it, or remove the run's folder and train again");
            }
            channel.truncate(bytes);
            channel.position(bytes);
            return new MetricsFile(file, channel);
        } catch (IOException e) {
            throw FileFailure.writing(file, bytes, e);
        }
    }

    public void add(StepMetrics metrics) {
        try {
            ByteBuffer line = ByteBuffer.wrap((Json.line(metrics) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }

    /** Its length once everything so far is on the disk. */
    public long sync() {
        try {
            channel.force(true);
            return channel.position();
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }

    public List<StepMetrics> readAll() {
        return JsonLines.readAll(file, StepMetrics.class);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }
}
