package org.dasllm.format.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;

/** One file on the disk, open: a whole model, or a part of one. */
final class GgufPart implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final GgufHeader header;
    private final GgufMetadata metadata;

    private GgufPart(Path path, FileChannel channel, GgufHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.metadata = new GgufMetadata(path, channel, header.values());
    }

    static GgufPart open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new GgufPart(file, channel, GgufHeader.read(channel));
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

    Path path() {
        return path;
    }

    GgufHeader header() {
        return header;
    }

    GgufMetadata metadata() {
        return metadata;
    }

    ByteBuffer map(long position, int length) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, position, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw FileFailure.reading(path, e);
        }
    }

    /** Reads without mapping: a process may have a few ten thousand mappings, and small pieces are many more. */
    void read(long position, byte[] into, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position()) < 0) {
                    throw DasllmException.input(path + " became shorter while it was read", "Download the file again");
                }
            }
        } catch (IOException e) {
            throw FileFailure.reading(path, e);
        }
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
