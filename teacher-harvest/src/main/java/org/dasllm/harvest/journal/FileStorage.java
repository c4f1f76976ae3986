package org.dasllm.harvest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file, and beside it a second one that only takes up space until the disk is full. */
final class FileStorage implements Storage {
    private final Path file;
    private final Path reserve;
    private FileChannel channel;

    FileStorage(Path file, int reserveBytes) throws IOException {
        this.file = file;
        this.reserve = file.resolveSibling(file.getFileName() + ".reserve");
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.position(channel.size());
            // Written, not only sized: a file with holes takes no space. The space is taken when the bytes are written;
            // to wait until
            // they are on the disk, which nobody will read them from, would hold up the first request by a second.
            Files.write(reserve, new byte[reserveBytes], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void truncate(long length) throws IOException {
        channel.truncate(length).position(length);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void releaseReserve() throws IOException {
        Files.deleteIfExists(reserve);
    }

    @Override
    public void reopen() throws IOException {
        channel.close();
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.position(channel.size());
    }

    @Override
    public void close() throws IOException {
        channel.close();
        releaseReserve();
    }
}
