package org.dasllm.dataset.memory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of sorted lines with their keys, so that the next night merges them with its own instead of sorting all of them again.
 *
 * <p>In big-endian order each line is a byte 1, its region (8 bytes), the number of its keys (1 byte), each key and at last the text as its
 * length in bytes (4 bytes, -1 for a key that is null) and its UTF-8. Behind the last line are a byte 0 and the CRC-32C of all before it (8 bytes), so that a file
 * that is cut off or changed is recognised.
 */
public final class KeyedLines {
    private static final int BUFFER = 1 << 16;

    private KeyedLines() {}

    /** Writes a file; {@link #close} ends it. */
    public static final class Writer implements AutoCloseable {
        private final CRC32C sum = new CRC32C();
        private final DataOutputStream out;

        Writer(OutputStream file) {
            out = new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(file, sum), BUFFER));
        }

        public void add(KeyedLine line) throws IOException {
            out.writeByte(1);
            out.writeLong(line.region());
            out.writeByte(line.keys().size());
            for (String key : line.keys()) {
                write(key == null ? null : key.getBytes(StandardCharsets.UTF_8));
            }
            write(line.text());
        }

        private void write(byte @Nullable [] bytes) throws IOException {
            out.writeInt(bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                out.write(bytes);
            }
        }

        @Override
        public void close() throws IOException {
            try (out) {
                out.writeByte(0);
                out.flush();
                out.writeLong(sum.getValue());
            }
        }
    }

    /** Reads a file from its beginning to its end. */
    public static final class Reader implements Iterator<KeyedLine>, AutoCloseable {
        private final CRC32C sum = new CRC32C();
        private final DataInputStream in;
        private final String name;
        private final Function<String, ? extends RuntimeException> damaged;
        private @Nullable KeyedLine next;

        /**
         * @param name of the file
         * @param damaged makes of the name what is thrown where the file is not as it was written
         */
        Reader(InputStream file, String name, Function<String, ? extends RuntimeException> damaged) {
            in = new DataInputStream(new CheckedInputStream(new BufferedInputStream(file, BUFFER), sum));
            this.name = name;
            this.damaged = damaged;
            next = read();
        }

        private @Nullable KeyedLine read() {
            try {
                if (in.readByte() == 0) {
                    long found = sum.getValue();
                    if (in.readLong() != found) {
                        throw damaged.apply(name);
                    }
                    return null;
                }
                long region = in.readLong();
                int count = in.readByte();
                List<@Nullable String> keys = new ArrayList<>(Math.max(0, count));
                for (int i = 0; i < count; i++) {
                    byte[] key = bytes();
                    keys.add(key == null ? null : new String(key, StandardCharsets.UTF_8));
                }
                byte[] text = bytes();
                if (text == null) {
                    throw damaged.apply(name);
                }
                return new KeyedLine(region, keys, text);
            } catch (IOException e) {
                throw damaged.apply(name);
            }
        }

        private byte @Nullable [] bytes() throws IOException {
            int length = in.readInt();
            if (length == -1) {
                return null;
            }
            // No more is set aside than is there.
            byte[] bytes = in.readNBytes(Math.max(0, length));
            if (bytes.length != length) {
                throw damaged.apply(name);
            }
            return bytes;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public KeyedLine next() {
            KeyedLine line = next;
            if (line == null) {
                throw new NoSuchElementException();
            }
            next = read();
            return line;
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
