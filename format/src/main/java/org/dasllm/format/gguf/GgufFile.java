package org.dasllm.format.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;

/** A GGUF file, open for reading. Everything the header says is checked on opening; data is read when asked for. */
public final class GgufFile implements AutoCloseable {
    /** Elements that are decoded at a time; a multiple of every block. */
    private static final int PIECE = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> tensors;

    private GgufFile(Path path, FileChannel channel, GgufHeader header) {
        this.path = path;
        this.channel = channel;
        this.metadata = new GgufMetadata(path, channel, header.values());
        this.tensors = header.tensors();
    }

    /**
     * Opens a file.
     *
     * @throws DasllmException if it cannot be read or is no valid GGUF file
     */
    public static GgufFile open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new GgufFile(file, channel, GgufHeader.read(channel));
            } catch (HeaderReader.Invalid e) {
                channel.close();
                throw DasllmException.input(
                        file + " is not a GGUF file that can be read: " + e.reason(),
                        "Download or make the file again");
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    public Path path() {
        return path;
    }

    public GgufMetadata metadata() {
        return metadata;
    }

    /** All tensors by name, in the order of their data. */
    public Map<String, GgufTensor> tensors() {
        return tensors;
    }

    public GgufTensor tensor(String name) {
        GgufTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw DasllmException.input(
                    path + " has no tensor '" + name + "'", "Take a file that holds the whole model");
        }
        return tensor;
    }

    /** {@code length} bytes of a tensor from its byte {@code offset} on, mapped, read-only and little-endian. */
    public ByteBuffer data(String name, long offset, int length) {
        GgufTensor tensor = tensor(name);
        if (offset < 0 || length < 0 || offset > tensor.bytes() - length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " to " + (offset + length) + " of the " + tensor.bytes() + " of " + name);
        }
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, tensor.begin() + offset, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw FileFailure.reading(path, e);
        }
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
                    path + ": tensor '" + name + "' holds whole numbers of type " + tensor.type(),
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
            data(name, block * type.blockBytes(), blocks * type.blockBytes()).get(bytes, 0, blocks * type.blockBytes());
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
                    path + ": tensor '" + name + "' has " + tensor.elements() + " elements, too many for one array",
                    "Use a smaller model");
        }
        return rows(name, 0, (int) rows);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileFailure.reading(path, e);
        }
    }
}
