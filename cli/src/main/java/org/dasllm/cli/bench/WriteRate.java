package org.dasllm.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** How fast a disk takes a new file that must be there after a power cut, as our files must. */
final class WriteRate {
    static final String WHAT = "a file of as many bytes, written and forced to the disk next to each sample";

    private static final int BLOCK = 1 << 23;

    private final Path file;
    private final long bytes;

    WriteRate(Path file, long bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** 10⁹ bytes a second. The file is removed again. */
    double gigabytes() throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(BLOCK, bytes));
        // Not zeros, which some disks do not store.
        SplittableRandom random = new SplittableRandom(1);
        while (block.remaining() >= Long.BYTES) {
            block.putLong(random.nextLong());
        }
        long began = System.nanoTime();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            long left = bytes;
            while (left > 0) {
                block.clear().limit((int) Math.min(block.capacity(), left));
                left -= channel.write(block);
            }
            channel.force(true);
        }
        double rate = bytes / Stopwatch.secondsSince(began) / 1e9;
        Files.delete(file);
        return rate;
    }
}
