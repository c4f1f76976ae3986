package org.dasllm.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.safetensors.Checkpoint;

/** A process that does nothing but read the weights' file, each thread a part of it: what a start cannot be faster than. */
final class ReadWeightsPart {
    private static final int BLOCK = 1 << 20;

    private ReadWeightsPart() {}

    static String run(PartJob job) {
        Path file = job.model().resolve(Checkpoint.SINGLE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            int threads = job.cores();
            long bytes = IntStream.range(0, threads)
                    .parallel()
                    .mapToLong(i -> read(file, channel, size * i / threads, size * (i + 1) / threads))
                    .sum();
            return "bytes read " + bytes;
        } catch (IOException failure) {
            throw FileFailure.reading(file, failure);
        }
    }

    private static long read(Path file, FileChannel channel, long from, long to) {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        long at = from;
        try {
            while (at < to) {
                block.clear().limit((int) Math.min(BLOCK, to - at));
                int count = channel.read(block, at);
                if (count < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
                at += count;
            }
        } catch (IOException failure) {
            throw FileFailure.reading(file, failure);
        }
        return at - from;
    }
}
