package org.dasllm.format.safetensors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.HashedChannel;
import org.dasllm.format.io.Json;

/**
 * Writes safetensors files. The same tensors give the same bytes: the largest element types come first, then by name, and
 * the header is padded with spaces so that the data starts at a multiple of 8.
 */
public final class SafetensorsWriter {
    private static final int PIECE = 1 << 16;

    private SafetensorsWriter() {}

    /** A tensor's little-endian bytes, piece by piece; asked for when its turn is near, so that not all need be in memory. */
    @FunctionalInterface
    public interface Content {
        /** The pieces in their order. With several threads each may be made by another one, at the same time. */
        List<Supplier<ByteBuffer>> pieces();
    }

    /** One tensor to write. */
    public record Entry(String name, DType dtype, long[] shape, Content content) {}

    /** A tensor of {@code values}, row by row, written as F32, F64, BF16 or F16 (rounded to nearest, ties to even). */
    public static Entry floats(String name, long[] shape, float[] values, DType as) {
        return floats(name, shape, () -> values, as);
    }

    /** The same with values that are asked for when the tensor's turn is near. */
    public static Entry floats(String name, long[] shape, Supplier<float[]> supplier, DType as) {
        return new Entry(name, as, shape, () -> {
            float[] values = supplier.get();
            List<Supplier<ByteBuffer>> pieces = new ArrayList<>();
            for (int from = 0; from < values.length; from += PIECE) {
                int at = from;
                pieces.add(() -> encoded(values, at, Math.min(PIECE, values.length - at), as));
            }
            return pieces;
        });
    }

    /** Numbers as F32, F64, BF16 or F16 (rounded to nearest, ties to even), for a content that is made piece by piece. */
    public static ByteBuffer encoded(float[] values, DType as) {
        return encoded(values, 0, values.length, as);
    }

    private static ByteBuffer encoded(float[] values, int from, int count, DType as) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(count, as.bits() / 8)).order(ByteOrder.LITTLE_ENDIAN);
        FloatCodec.encode(as, values, from, count, bytes);
        return bytes.flip();
    }

    /**
     * Writes the file as a whole; an old one stays as it was when anything goes wrong.
     *
     * @throws IllegalArgumentException for a name given twice, or content whose size does not fit its shape
     */
    public static void write(Path file, Map<String, String> metadata, List<Entry> entries) {
        write(file, metadata, entries, () -> {});
    }

    /** @param written is run after each tensor */
    public static void write(Path file, Map<String, String> metadata, List<Entry> entries, Runnable written) {
        AtomicFile.writeChannel(file, channel -> write(channel, metadata, entries, 1, written));
    }

    /**
     * The same with pieces that are made by several threads.
     *
     * @param threads how many make pieces while others are written; with 1 it is the caller's own, in turn
     * @param written is run after each tensor
     * @return the file's SHA-256, which is worked out while others make the next pieces
     */
    public static String writeHashed(
            Path file, Map<String, String> metadata, List<Entry> entries, int threads, Runnable written) {
        List<String> hash = new ArrayList<>();
        AtomicFile.writeChannel(file, channel -> {
            HashedChannel hashed = new HashedChannel(channel);
            write(hashed, metadata, entries, threads, written);
            hash.add(hashed.sha256());
        });
        return hash.get(0);
    }

    static void write(
            WritableByteChannel channel,
            Map<String, String> metadata,
            List<Entry> entries,
            int threads,
            Runnable written)
            throws IOException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(
                Comparator.comparingInt((Entry entry) -> -entry.dtype().bits()).thenComparing(Entry::name));
        write(channel, header(metadata, sorted));
        try (PiecesAhead ahead = new PiecesAhead(sorted, threads)) {
            for (int i = 0; i < sorted.size(); i++) {
                Entry entry = sorted.get(i);
                long given = 0;
                while (ahead.hasMore(i)) {
                    given += write(channel, ahead.next());
                }
                if (given != bytes(entry)) {
                    throw new IllegalArgumentException("tensor '" + entry.name() + "' gave " + given + " bytes, but "
                            + entry.dtype() + Arrays.toString(entry.shape()) + " needs " + bytes(entry));
                }
                written.run();
            }
        }
    }

    private static int write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        ByteBuffer left = bytes.duplicate();
        while (left.hasRemaining()) {
            channel.write(left);
        }
        return bytes.remaining();
    }

    private static ByteBuffer header(Map<String, String> metadata, List<Entry> sorted) {
        ObjectNode header = Json.mapper().createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode strings = header.putObject(Header.METADATA);
            new TreeMap<>(metadata).forEach(strings::put);
        }
        Set<String> names = new HashSet<>(Set.of(Header.METADATA));
        long offset = 0;
        for (Entry entry : sorted) {
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException(
                        "tensor '" + entry.name() + "' is there twice, or its name is taken");
            }
            ObjectNode node = header.putObject(entry.name());
            node.put("dtype", entry.dtype().name());
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(entry.shape()).forEach(shape::add);
            long end = Math.addExact(offset, bytes(entry));
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer buffer = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static long bytes(Entry entry) {
        try {
            return Header.bytes(entry.name(), entry.dtype(), entry.shape());
        } catch (Header.Invalid e) {
            throw new IllegalArgumentException(e.reason(), e);
        }
    }
}
