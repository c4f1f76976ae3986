package org.dasllm.format.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.gguf.HeaderReader.Invalid;

/** What stands before the data, checked: each tensor lies within the file, aligned, and over no other. */
record GgufHeader(Map<String, GgufValue> values, Map<String, GgufTensor> tensors) {
    private static final int MAGIC = 0x46554747;
    private static final String ALIGNMENT = "general.alignment";
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MOST_DIMENSIONS = 4;
    /** A key: an empty name, the kind of its value, a value of one byte. */
    private static final int LEAST_KEY_BYTES = 13;
    /** A tensor: an empty name, no dimensions, its type, where it begins. */
    private static final int LEAST_TENSOR_BYTES = 24;

    /** Far more than any model has; each takes many times its bytes of the file in memory. */
    private static final int MOST_KEYS = 1 << 16;

    private static final int MOST_TENSORS = 1 << 18;
    private static final int MOST_NAME_BYTES = 1 << 16;
    private static final int SHOWN_CHARACTERS = 80;

    /** A tensor as the header tells of it. */
    private record Entry(String name, TensorType type, List<Long> shape, long offset, long bytes) {}

    static GgufHeader read(FileChannel channel) throws IOException, Invalid {
        HeaderReader in = new HeaderReader(channel, 0);
        if (in.left() < Integer.BYTES || in.int32() != MAGIC) {
            throw new Invalid("it does not begin with 'GGUF'");
        }
        int version = in.int32();
        if ((version & 0xffff) == 0) {
            throw new Invalid("it is big-endian, and little-endian files are read");
        }
        if (version != 2 && version != 3) {
            throw new Invalid(
                    "it has version " + Integer.toUnsignedString(version) + ", and versions 2 and 3 are read");
        }
        long tensorCount = in.int64();
        int keyCount = in.count("keys", LEAST_KEY_BYTES);
        if (keyCount > MOST_KEYS || tensorCount > MOST_TENSORS) {
            throw new Invalid("it would have " + keyCount + " keys and " + tensorCount + " tensors, and " + MOST_KEYS
                    + " and " + MOST_TENSORS + " are read");
        }
        Map<String, GgufValue> values = new LinkedHashMap<>();
        for (int i = 0; i < keyCount; i++) {
            String key = in.text("the name of a key", MOST_NAME_BYTES);
            if (values.putIfAbsent(key, value(in, key)) != null) {
                throw new Invalid("it has the key '" + shown(key) + "' twice");
            }
        }
        if (tensorCount < 0 || tensorCount > in.left() / LEAST_TENSOR_BYTES) {
            throw new Invalid("it would have " + Long.toUnsignedString(tensorCount) + " tensors, and " + in.left()
                    + " bytes follow");
        }
        int alignment = alignment(values);
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            entries.add(entry(in, alignment));
        }
        long data = Math.addExact(in.position(), alignment - 1L) / alignment * alignment;
        return new GgufHeader(values, place(entries, data, channel.size()));
    }

    private static int alignment(Map<String, GgufValue> values) throws Invalid {
        GgufValue value = values.get(ALIGNMENT);
        if (value == null) {
            return DEFAULT_ALIGNMENT;
        }
        if (value instanceof GgufValue.Whole whole
                && whole.number() > 0
                && whole.number() <= 1 << 30
                && Long.bitCount(whole.number()) == 1) {
            return (int) whole.number();
        }
        throw new Invalid("its " + ALIGNMENT + " is no power of two");
    }

    private static GgufValue value(HeaderReader in, String key) throws IOException, Invalid {
        int kind = in.int32();
        if (kind != ValueKind.ARRAY) {
            return ValueKind.read(in, kind, key);
        }
        int of = in.int32();
        if (of == ValueKind.ARRAY) {
            throw new Invalid("its key '" + shown(key) + "' holds arrays within an array");
        }
        int count = in.count("values of '" + shown(key) + "'", ValueKind.leastBytes(of, key));
        GgufValue.Items items = new GgufValue.Items(of, count, in.position());
        for (int i = 0; i < count; i++) {
            ValueKind.skip(in, of, key);
        }
        return items;
    }

    private static Entry entry(HeaderReader in, int alignment) throws IOException, Invalid {
        String name = in.text("the name of a tensor", MOST_NAME_BYTES);
        String tensor = "its tensor '" + shown(name) + "' ";
        int dimensions = in.int32();
        if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
            throw new Invalid(tensor + "has " + Integer.toUnsignedString(dimensions) + " dimensions, and "
                    + MOST_DIMENSIONS + " are allowed");
        }
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            shape.add(in.int64());
        }
        int number = in.int32();
        TensorType type = TensorType.of(number).orElse(null);
        if (type == null) {
            throw new Invalid(tensor + "is of type " + TensorType.nameOf(number) + ", which is not read");
        }
        long offset = in.int64();
        if (offset < 0 || offset % alignment != 0) {
            throw new Invalid(tensor + "begins at " + Long.toUnsignedString(offset) + ", no multiple of " + alignment);
        }
        long bytes = bytes(type, shape, tensor);
        Collections.reverse(shape);
        return new Entry(name, type, shape, offset, bytes);
    }

    /** @param shape innermost dimension first */
    private static long bytes(TensorType type, List<Long> shape, String tensor) throws Invalid {
        long inner = shape.isEmpty() ? 1 : shape.get(0);
        if (inner % type.blockElements() != 0) {
            throw new Invalid(tensor + "has rows of " + inner + " elements, and " + type + " has blocks of "
                    + type.blockElements());
        }
        try {
            long elements = 1;
            for (long dimension : shape) {
                if (dimension <= 0) {
                    throw new Invalid(tensor + "has a dimension of " + dimension);
                }
                elements = Math.multiplyExact(elements, dimension);
            }
            return Math.multiplyExact(elements / type.blockElements(), (long) type.blockBytes());
        } catch (ArithmeticException e) {
            throw new Invalid(tensor + "would have more elements than any file");
        }
    }

    private static Map<String, GgufTensor> place(List<Entry> entries, long data, long size) throws Invalid {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::offset));
        long end = 0;
        Map<String, GgufTensor> placed = new HashMap<>();
        for (Entry entry : sorted) {
            String tensor = "its tensor '" + shown(entry.name()) + "' ";
            if (entry.offset() < end) {
                throw new Invalid(tensor + "lies over another");
            }
            if (entry.bytes() > size - data - entry.offset()) {
                throw new Invalid("it is truncated: " + tensor + "needs " + entry.bytes() + " bytes from "
                        + entry.offset() + " of the data on, and there are " + Math.max(0, size - data));
            }
            end = entry.offset() + entry.bytes();
            GgufTensor at =
                    new GgufTensor(entry.name(), entry.type(), entry.shape(), data + entry.offset(), entry.bytes());
            if (placed.put(entry.name(), at) != null) {
                throw new Invalid("it has the tensor '" + shown(entry.name()) + "' twice");
            }
        }
        Map<String, GgufTensor> inOrder = new LinkedHashMap<>();
        sorted.forEach(entry -> inOrder.put(entry.name(), placed.get(entry.name())));
        return Collections.unmodifiableMap(inOrder);
    }

    /** A name from a file, as it can stand in a message of one line. */
    static String shown(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
