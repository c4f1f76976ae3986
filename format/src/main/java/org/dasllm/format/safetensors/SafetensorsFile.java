package org.dasllm.format.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;

/**
 * A safetensors file, open for reading: an 8-byte header length N, N bytes of JSON, then the data. Everything the header
 * says is checked on opening; the data is mapped, tensor by tensor, when asked for.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final int LENGTH_BYTES = 8;
    private static final long MAX_HEADER = 100_000_000;
    private static final String REMEDY = "Download or make the file again";

    private final Path path;
    private final FileChannel channel;
    private final Header header;
    private final long dataStart;

    private SafetensorsFile(Path path, FileChannel channel, Header header, long dataStart) {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
    }

    public static SafetensorsFile open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return open(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private static SafetensorsFile open(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw refused(file, "it is truncated: it has " + size + " bytes, not even the 8 of the header's length");
        }
        long length = read(channel, 0, LENGTH_BYTES).getLong();
        if (length < 2 || length > MAX_HEADER) {
            throw refused(
                    file,
                    "its header would be " + Long.toUnsignedString(length) + " bytes long, and 2 to " + MAX_HEADER
                            + " are allowed");
        }
        if (length > size - LENGTH_BYTES) {
            throw refused(
                    file,
                    "it is truncated: the header alone needs " + (LENGTH_BYTES + length) + " of " + size + " bytes");
        }
        Header header;
        try {
            ByteBuffer bytes = read(channel, LENGTH_BYTES, (int) length);
            header = Header.parse(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            throw refused(file, "its header is not UTF-8");
        } catch (Header.Invalid e) {
            throw refused(file, e.reason());
        }
        long dataStart = LENGTH_BYTES + length;
        long dataBytes = size - dataStart;
        if (header.dataBytes() > dataBytes) {
            throw refused(
                    file,
                    "it is truncated: the header tells of " + header.dataBytes() + " bytes of data, and " + dataBytes
                            + " are there");
        }
        if (header.dataBytes() < dataBytes) {
            throw refused(
                    file,
                    "it has " + (dataBytes - header.dataBytes()) + " bytes after the last tensor that belong to none");
        }
        return new SafetensorsFile(file, channel, header, dataStart);
    }

    /** All tensors by name, in the order of their data. */
    public Map<String, TensorInfo> tensors() {
        return header.tensors();
    }

    /** The header's free strings; empty where it has none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    public Path path() {
        return path;
    }

    public TensorInfo info(String name) {
        TensorInfo info = header.tensors().get(name);
        if (info == null) {
            throw DasllmException.input(
                    path + " has no tensor '" + name + "'", "Check that the file belongs to this model");
        }
        return info;
    }

    /**
     * A tensor's bytes, mapped, read-only and little-endian; stays valid after {@link #close()}.
     *
     * @throws DasllmException for a tensor of 2 GiB or more: read that in pieces
     */
    public ByteBuffer data(String name) {
        long bytes = info(name).bytes();
        if (bytes > Integer.MAX_VALUE) {
            throw DasllmException.input(
                    "Tensor '" + name + "' of " + path + " has " + bytes + " bytes, too many for one piece",
                    "Use a checkpoint whose tensors are smaller than 2 GiB");
        }
        return data(name, 0, (int) bytes);
    }

    /** {@code length} bytes of a tensor from its byte {@code offset} on, as {@link #data(String)} gives them. */
    public ByteBuffer data(String name, long offset, int length) {
        TensorInfo info = info(name);
        if (offset < 0 || length < 0 || offset > info.bytes() - length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " to " + (offset + length) + " of the " + info.bytes() + " of " + name);
        }
        if (length == 0) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, dataStart + info.begin() + offset, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw FileFailure.reading(path, e);
        }
    }

    /** A tensor of floating-point numbers as float32, row by row. */
    public float[] floats(String name) {
        TensorInfo info = info(name);
        if (info.elements() > Integer.MAX_VALUE - 8) {
            throw DasllmException.input(
                    "Tensor '" + name + "' of " + path + " has " + info.elements()
                            + " elements, too many for one array",
                    "Use a smaller model");
        }
        float[] values = new float[(int) info.elements()];
        int step = 1 << 24;
        for (int from = 0; from < values.length; from += step) {
            int count = Math.min(step, values.length - from);
            long element = info.dtype().bits() / 8;
            ByteBuffer piece = data(name, from * element, (int) (count * element));
            FloatCodec.decode(path + ", tensor '" + name + "'", info.dtype(), piece, values, from, count);
        }
        return values;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileFailure.reading(path, e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position + buffer.position());
            if (read < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static DasllmException refused(Path file, String reason) {
        return DasllmException.input(file + " is not a valid safetensors file: " + reason, REMEDY);
    }
}
