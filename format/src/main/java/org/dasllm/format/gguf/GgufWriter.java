package org.dasllm.format.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.dasllm.format.io.AtomicFile;

/** Writes a GGUF file of version 3: keys in the order in which they are given, then tensors, one at a time in memory. */
public final class GgufWriter {
    private static final int ALIGNMENT = 32;
    private static final int VERSION = 3;

    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final Set<String> names = new HashSet<>();
    private final List<Entry> tensors = new ArrayList<>();
    private long keyCount;

    private record Entry(String name, TensorType type, List<Long> shape, Supplier<ByteBuffer> content) {
        long bytes() {
            long elements = shape.stream().reduce(1L, Math::multiplyExact);
            return elements / type.blockElements() * type.blockBytes();
        }
    }

    public GgufWriter text(String key, String value) {
        key(key, ValueKind.TEXT);
        put(value);
        return this;
    }

    public GgufWriter flag(String key, boolean value) {
        key(key, ValueKind.FLAG);
        keys.write(value ? 1 : 0);
        return this;
    }

    /** A whole number of 32 bits without a sign, as nearly all keys of models are. */
    public GgufWriter whole(String key, long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException(key + " is " + value);
        }
        key(key, ValueKind.UINT32);
        put(Integer.BYTES, value);
        return this;
    }

    /** A number in float32. */
    public GgufWriter real(String key, double value) {
        key(key, ValueKind.FLOAT32);
        put(Integer.BYTES, Float.floatToIntBits((float) value));
        return this;
    }

    public GgufWriter texts(String key, List<String> values) {
        array(key, ValueKind.TEXT, values.size());
        values.forEach(this::put);
        return this;
    }

    /** Whole numbers of 32 bits with a sign. */
    public GgufWriter wholes(String key, int[] values) {
        array(key, ValueKind.INT32, values.length);
        for (int value : values) {
            put(Integer.BYTES, value);
        }
        return this;
    }

    /** Numbers in float32. */
    public GgufWriter reals(String key, float[] values) {
        array(key, ValueKind.FLOAT32, values.length);
        for (float value : values) {
            put(Integer.BYTES, Float.floatToIntBits(value));
        }
        return this;
    }

    /**
     * A tensor.
     *
     * @param shape outermost dimension first
     * @param content its bytes, asked for when they are written
     * @throws IllegalArgumentException if a row is not made of whole blocks, or the name is there twice
     */
    public GgufWriter tensor(String name, TensorType type, List<Long> shape, Supplier<ByteBuffer> content) {
        long row = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
        if (row % type.blockElements() != 0) {
            throw new IllegalArgumentException(
                    name + " has rows of " + row + " elements, and " + type + " has blocks of " + type.blockElements());
        }
        if (!names.add("tensor " + name)) {
            throw new IllegalArgumentException(name + " is there twice");
        }
        tensors.add(new Entry(name, type, List.copyOf(shape), content));
        return this;
    }

    /**
     * Writes the file as a whole; an old one stays as it was when anything goes wrong.
     *
     * @param written is run after each tensor
     */
    public void write(Path file, Runnable written) {
        AtomicFile.writeChannel(file, channel -> {
            long position = write(channel, ByteBuffer.wrap(header()));
            position += pad(channel, position);
            for (Entry tensor : tensors) {
                long given = write(channel, tensor.content().get());
                if (given != tensor.bytes()) {
                    throw new IllegalArgumentException(
                            tensor.name() + " gave " + given + " bytes instead of " + tensor.bytes());
                }
                position += given;
                position += pad(channel, position);
                written.run();
            }
        });
    }

    private byte[] header() {
        byte[] values = keys.toByteArray();
        keys.reset();
        keys.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        put(Integer.BYTES, VERSION);
        put(Long.BYTES, tensors.size());
        put(Long.BYTES, keyCount);
        keys.writeBytes(values);
        long offset = 0;
        for (Entry tensor : tensors) {
            put(tensor.name());
            put(Integer.BYTES, tensor.shape().size());
            for (int i = tensor.shape().size() - 1; i >= 0; i--) {
                put(Long.BYTES, tensor.shape().get(i));
            }
            put(Integer.BYTES, tensor.type().id());
            put(Long.BYTES, offset);
            offset = aligned(offset + tensor.bytes());
        }
        byte[] header = keys.toByteArray();
        keys.reset();
        keys.writeBytes(values);
        return header;
    }

    private void key(String key, int kind) {
        if (!names.add("key " + key)) {
            throw new IllegalArgumentException(key + " is there twice");
        }
        keyCount++;
        put(key);
        put(Integer.BYTES, kind);
    }

    private void array(String key, int of, int count) {
        key(key, ValueKind.ARRAY);
        put(Integer.BYTES, of);
        put(Long.BYTES, count);
    }

    private void put(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put(Long.BYTES, utf8.length);
        keys.writeBytes(utf8);
    }

    private void put(int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            keys.write((int) (value >>> (8 * i)));
        }
    }

    private static long aligned(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static long pad(WritableByteChannel channel, long position) throws IOException {
        return write(channel, ByteBuffer.allocate((int) (aligned(position) - position)));
    }

    private static long write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        ByteBuffer left = bytes.order(ByteOrder.LITTLE_ENDIAN).duplicate();
        long given = left.remaining();
        while (left.hasRemaining()) {
            channel.write(left);
        }
        return given;
    }
}
