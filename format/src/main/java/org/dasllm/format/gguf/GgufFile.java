package org.dasllm.format.gguf;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dasllm.format.error.DasllmException;

/**
 * A model in a GGUF file, or in the parts that one was cut into, open for reading. Everything the headers say is checked on
 * opening; data is read when asked for. Many threads may read.
 */
public final class GgufFile implements AutoCloseable {
    /** Elements that are decoded at a time; a multiple of every block. */
    private static final int PIECE = 1 << 16;

    private final List<GgufPart> parts;
    private final Map<String, GgufPart> owners;
    private final Map<String, GgufTensor> tensors;

    private GgufFile(List<GgufPart> parts) {
        this.parts = parts;
        this.owners = SplitModel.byTensor(parts);
        Map<String, GgufTensor> all = new LinkedHashMap<>();
        parts.forEach(part -> all.putAll(part.header().tensors()));
        this.tensors = Collections.unmodifiableMap(all);
    }

    /**
     * Opens a file, and the other parts beside it where it is the first of several.
     *
     * @throws DasllmException if it cannot be read or is no valid GGUF file, or another part is missing or of another model
     */
    public static GgufFile open(Path file) {
        GgufPart first = GgufPart.open(file);
        List<GgufPart> parts = List.of(first);
        try {
            parts = SplitModel.open(first);
            return new GgufFile(parts);
        } catch (RuntimeException e) {
            parts.forEach(GgufPart::close);
            throw e;
        }
    }

    /** The file, or the first part. */
    public Path path() {
        return parts.get(0).path();
    }

    public GgufMetadata metadata() {
        return parts.get(0).metadata();
    }

    /** The file that holds a tensor's data. */
    public Path path(String tensor) {
        tensor(tensor);
        return owner(tensor).path();
    }

    /** All tensors by name, in the order of their data. */
    public Map<String, GgufTensor> tensors() {
        return tensors;
    }

    public GgufTensor tensor(String name) {
        GgufTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw DasllmException.input(
                    path() + " has no tensor '" + name + "'", "Take a file that holds the whole model");
        }
        return tensor;
    }

    private GgufPart owner(String tensor) {
        return Objects.requireNonNull(owners.get(tensor));
    }

    /** {@code length} bytes of a tensor from its byte {@code offset} on, mapped, read-only and little-endian. */
    public ByteBuffer data(String name, long offset, int length) {
        GgufTensor tensor = tensor(name);
        if (offset < 0 || length < 0 || offset > tensor.bytes() - length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " to " + (offset + length) + " of the " + tensor.bytes() + " of " + name);
        }
        return owner(name).map(tensor.begin() + offset, length);
    }

    /**
     * Rows of a tensor as float32, row by row.
     *
     * @param first the first row, counted over all but the innermost dimension
     * @param rows how many; all of them together fit one array
     * @throws DasllmException if the tensor holds whole numbers
     */
    public float[] rows(String name, long first, int rows) {
        GgufTensor tensor = tensor(name);
        if (!tensor.type().isFloating()) {
            throw DasllmException.input(
                    path() + ": tensor '" + name + "' holds whole numbers of type " + tensor.type(),
                    "Take a file that holds the whole model as decimal numbers");
        }
        long length = tensor.rowLength();
        if (first < 0 || rows < 0 || first > tensor.elements() / length - rows) {
            throw new IndexOutOfBoundsException("rows " + first + " to " + (first + rows) + " of " + name);
        }
        float[] values = new float[Math.toIntExact(rows * length)];
        TensorType type = tensor.type();
        byte[] bytes = new byte[Math.min(PIECE, values.length) / type.blockElements() * type.blockBytes()];
        for (int from = 0; from < values.length; from += PIECE) {
            int blocks = Math.min(PIECE, values.length - from) / type.blockElements();
            long block = (first * length + from) / type.blockElements();
            owner(name).read(tensor.begin() + block * type.blockBytes(), bytes, blocks * type.blockBytes());
            for (int i = 0; i < blocks; i++) {
                type.decoder().decode(bytes, i * type.blockBytes(), values, from + i * type.blockElements());
            }
        }
        return values;
    }

    /** A whole tensor as float32, row by row. */
    public float[] floats(String name) {
        GgufTensor tensor = tensor(name);
        long rows = tensor.elements() / tensor.rowLength();
        if (tensor.elements() > Integer.MAX_VALUE - 8) {
            throw DasllmException.input(
                    path() + ": tensor '" + name + "' has " + tensor.elements() + " elements, too many for one array",
                    "Use a smaller model");
        }
        return rows(name, 0, (int) rows);
    }

    @Override
    public void close() {
        parts.forEach(GgufPart::close);
    }
}
