package org.dasllm.harvest.label;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.AnswerToken;
import org.jspecify.annotations.Nullable;

/**
 * Labels on their way from the journal, which has them in the order of the answers, to the samples, which are in that of the prompts:
 * in a file that goes with the process, so that memory holds 8 bytes for each.
 */
public final class LabelSpool implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long[] places;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long length;

    /**
     * A label and what is counted of its answer.
     *
     * @param model that answered, as the server names it
     */
    public record Entry(
            String text,
            @Nullable List<AnswerToken> tokens,
            @Nullable String fault,
            @Nullable String model,
            long promptTokens,
            long completionTokens) {

        public Label label() {
            return new Label(text, tokens, Optional.ofNullable(fault));
        }
    }

    /**
     * @param beside a file in whose folder there is room
     * @param requests how many there may be
     */
    public LabelSpool(Path beside, int requests) {
        try {
            this.file = AtomicFile.partial(beside.resolveSibling("labels"));
            this.channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw FileFailure.writing(beside.resolveSibling("labels"), 0, e);
        }
        this.places = new long[requests];
        Arrays.fill(places, -1);
    }

    public boolean has(int request) {
        return places[request] >= 0;
    }

    /** Keeps what a request's answer comes to; it replaces an earlier one. */
    public void put(int request, Entry entry) {
        byte[] bytes = Json.line(entry).getBytes(StandardCharsets.UTF_8);
        try {
            if (buffer.remaining() < bytes.length + Integer.BYTES) {
                flush();
            }
            places[request] = length;
            length += Integer.BYTES + bytes.length;
            if (buffer.remaining() < bytes.length + Integer.BYTES) {
                write(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                write(ByteBuffer.wrap(bytes));
            } else {
                buffer.putInt(bytes.length).put(bytes);
            }
        } catch (IOException e) {
            throw FileFailure.writing(file, length, e);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        write(buffer);
        buffer.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** What was kept for a request; empty where there is nothing. */
    public Optional<Entry> get(int request) {
        if (places[request] < 0) {
            return Optional.empty();
        }
        try {
            flush();
            int bytes = read(places[request], Integer.BYTES).getInt();
            String line =
                    new String(read(places[request] + Integer.BYTES, bytes).array(), StandardCharsets.UTF_8);
            return Optional.of(Json.parse(line, Entry.class, file.toString()));
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private ByteBuffer read(long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw FileFailure.writing(file, length, e);
        }
    }
}
