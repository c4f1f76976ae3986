package org.dasllm.dataset.memory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of sorted lines, so that the next night merges them with its own instead of making and sorting all of them again.
 *
 * <p>In big-endian order each line is the number of its bytes (4 bytes), and then sixteen bytes of its key, its id, hash, content hash and prompt, each as its length (4 bytes, -1
 * for none) and its UTF-8, and the text. Behind the last line are four zeros and the CRC-32C of all before it (8 bytes), so that a file that is cut off or changed is recognised.
 */
final class WrittenLines {
    private static final int BUFFER = 1 << 16;
    private static final int KEY = 16;

    private WrittenLines() {}

    /** Writes a file; {@link #close} ends it. */
    static final class Writer implements AutoCloseable {
        private final CRC32C sum = new CRC32C();
        private final DataOutputStream out;

        Writer(OutputStream file) {
            out = new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(file, sum), BUFFER));
        }

        void add(WrittenLine line) throws IOException {
            byte[][] parts = {
                line.id(),
                bytes(line.hash()),
                bytes(line.contentHash()),
                line.prompt() == null ? null : bytes(line.prompt())
            };
            int size = KEY + line.text().length;
            for (byte[] part : parts) {
                size += Integer.BYTES + (part == null ? 0 : part.length);
            }
            out.writeInt(size);
            out.write(line.key(), 0, KEY);
            for (byte[] part : parts) {
                out.writeInt(part == null ? -1 : part.length);
                if (part != null) {
                    out.write(part);
                }
            }
            out.write(line.text());
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            try (out) {
                out.writeInt(0);
                out.flush();
                out.writeLong(sum.getValue());
            }
        }
    }

    /** Reads a file from its beginning to its end. */
    static final class Reader implements AutoCloseable {
        private final CRC32C sum = new CRC32C();
        private final DataInputStream in;

        private final Supplier<? extends RuntimeException> damaged;

        /** @param damaged makes what is thrown where the file is not as it was written */
        Reader(InputStream file, Supplier<? extends RuntimeException> damaged) {
            this.damaged = damaged;
            in = new DataInputStream(new CheckedInputStream(new BufferedInputStream(file, BUFFER), sum));
        }

        /** The next line; null behind the last one. */
        @Nullable
        WrittenLine next() throws IOException {
            try {
                int size = in.readInt();
                if (size == 0) {
                    long read = sum.getValue();
                    if (in.readLong() != read) {
                        throw damaged.get();
                    }
                    return null;
                }
                if (size < KEY) {
                    throw damaged.get();
                }
                return line(ByteBuffer.wrap(in.readNBytes(size)));
            } catch (EOFException | BufferUnderflowException | NegativeArraySizeException e) {
                throw damaged.get();
            }
        }

        private static WrittenLine line(ByteBuffer line) {
            byte[] key = bytes(line, KEY);
            byte[] id = bytes(line, line.getInt());
            String hash = text(line);
            String contentHash = text(line);
            int prompt = line.getInt();
            return new WrittenLine(
                    key,
                    id,
                    hash,
                    contentHash,
                    prompt < 0 ? null : new String(bytes(line, prompt), StandardCharsets.UTF_8),
                    bytes(line, line.remaining()));
        }

        private static String text(ByteBuffer line) {
            return new String(bytes(line, line.getInt()), StandardCharsets.UTF_8);
        }

        private static byte[] bytes(ByteBuffer line, int count) {
            if (count > line.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] bytes = new byte[count];
            line.get(bytes);
            return bytes;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
