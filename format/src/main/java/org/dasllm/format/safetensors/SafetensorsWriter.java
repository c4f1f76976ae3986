package org.dasllm.format.safetensors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
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
import org.dasllm.format.io.Json;

/**
 * Writes safetensors files. The same tensors give the same bytes: the largest element types come first, then by name, and
 * the header is padded with spaces so that the data starts at a multiple of 8.
 */
public final class SafetensorsWriter {
    private static final int PIECE = 1 << 16;

    private SafetensorsWriter() {}

    /** Hands over a tensor's little-endian bytes, in as many pieces as it likes. */
    @FunctionalInterface
    public interface Content {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /** One tensor to write; its content is asked for when its turn comes, so that not all need be in memory. */
    public record Entry(String name, DType dtype, long[] shape, Content content) {

        /** A tensor whose bytes fit one buffer: from its position to its limit. */
        public Entry(String name, DType dtype, long[] shape, Supplier<ByteBuffer> data) {
            this(name, dtype, shape, (Content) channel -> {
                ByteBuffer buffer = data.get().duplicate();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            });
        }
    }

    /** A tensor of {@code values}, row by row, written as F32, F64, BF16 or F16 (rounded to nearest, ties to even). */
    public static Entry floats(String name, long[] shape, float[] values, DType as) {
        return new Entry(name, as, shape, channel -> {
            ByteBuffer piece = ByteBuffer.allocate(PIECE * as.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < values.length; from += PIECE) {
                FloatCodec.encode(as, values, from, Math.min(PIECE, values.length - from), piece.clear());
                piece.flip();
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
        });
    }

    /** Numbers as F32, F64, BF16 or F16 (rounded to nearest, ties to even), for a content that is made piece by piece. */
    public static ByteBuffer encoded(float[] values, DType as) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, as.bits() / 8))
                .order(ByteOrder.LITTLE_ENDIAN);
        FloatCodec.encode(as, values, 0, values.length, bytes);
        return bytes.flip();
    }

    /**
     * Writes the file as a whole; an old one stays as it was when anything goes wrong.
     *
     * @throws IllegalArgumentException for a name given twice, or content whose size does not fit its shape
     */
    public static void write(Path file, Map<String, String> metadata, List<Entry> entries) {
        AtomicFile.write(file, out -> write(out, metadata, entries));
    }

    static void write(OutputStream out, Map<String, String> metadata, List<Entry> entries) throws IOException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(
                Comparator.comparingInt((Entry entry) -> -entry.dtype().bits()).thenComparing(Entry::name));
        out.write(header(metadata, sorted));
        for (Entry entry : sorted) {
            CountingChannel counting = new CountingChannel(out);
            entry.content().writeTo(counting);
            if (counting.written != bytes(entry)) {
                throw new IllegalArgumentException("tensor '" + entry.name() + "' gave " + counting.written
                        + " bytes, but " + entry.dtype() + Arrays.toString(entry.shape()) + " needs " + bytes(entry));
            }
        }
    }

    private static byte[] header(Map<String, String> metadata, List<Entry> sorted) {
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
        return buffer.array();
    }

    private static long bytes(Entry entry) {
        try {
            return Header.bytes(entry.name(), entry.dtype(), entry.shape());
        } catch (Header.Invalid e) {
            throw new IllegalArgumentException(e.reason(), e);
        }
    }

    private static final class CountingChannel implements WritableByteChannel {
        private static final int PIECE = 1 << 16;

        private final OutputStream out;
        private long written;

        CountingChannel(OutputStream out) {
            this.out = out;
        }

        /** All of the bytes; those of an array without a copy, which the JDK's own channel on a stream makes by small pieces. */
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            if (bytes.hasArray()) {
                out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
                bytes.position(bytes.limit());
            } else {
                byte[] piece = new byte[Math.min(PIECE, count)];
                while (bytes.hasRemaining()) {
                    int some = Math.min(piece.length, bytes.remaining());
                    bytes.get(piece, 0, some);
                    out.write(piece, 0, some);
                }
            }
            written += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The stream belongs to whoever opened it.
        }
    }
}
