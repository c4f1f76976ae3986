package org.dasllm.format.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * The numbers and texts of a header, one after the other. No length is believed before that many bytes are known to be in the
 * file.
 */
final class HeaderReader {
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    /** Where the buffer's end is in the file. */
    private long end;

    /** Says in a message without a full stop what is wrong. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /** @param position where the first byte is that is read, from the file's start */
    HeaderReader(FileChannel channel, long position) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        this.end = position;
    }

    /** Where the next byte is, from the file's start. */
    long position() {
        return end - buffer.remaining();
    }

    /** How many bytes the file has from here on. */
    long left() {
        return size - position();
    }

    int unsignedByte() throws IOException, Invalid {
        need(1);
        return buffer.get() & 0xff;
    }

    short int16() throws IOException, Invalid {
        need(Short.BYTES);
        return buffer.getShort();
    }

    int int32() throws IOException, Invalid {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    long int64() throws IOException, Invalid {
        need(Long.BYTES);
        return buffer.getLong();
    }

    float float32() throws IOException, Invalid {
        need(Float.BYTES);
        return buffer.getFloat();
    }

    double float64() throws IOException, Invalid {
        need(Double.BYTES);
        return buffer.getDouble();
    }

    /**
     * A number of things to come.
     *
     * @param each how many bytes one of them takes at least
     */
    int count(String what, int each) throws IOException, Invalid {
        long count = int64();
        if (count < 0 || count > left() / each || count > Integer.MAX_VALUE - 8) {
            throw new Invalid(
                    "it would have " + Long.toUnsignedString(count) + " " + what + ", and " + left() + " bytes follow");
        }
        return (int) count;
    }

    /** Bytes that are no UTF-8 become the replacement character: tokens of some vocabularies are single bytes. */
    String text(String what, int mostBytes) throws IOException, Invalid {
        int count = count("bytes in " + what, 1);
        if (count > mostBytes) {
            throw new Invalid("it would have " + count + " bytes in " + what + ", and " + mostBytes + " are allowed");
        }
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < bytes.length) {
            need(1);
            int part = Math.min(buffer.remaining(), bytes.length - done);
            buffer.get(bytes, done, part);
            done += part;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void skip(long bytes) throws Invalid {
        if (bytes > left()) {
            throw truncated(size);
        }
        if (bytes <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) bytes);
        } else {
            end = position() + bytes;
            buffer.limit(0);
        }
    }

    private static Invalid truncated(long after) {
        return new Invalid("it is truncated: it ends within its header, after " + after + " bytes");
    }

    private void need(int bytes) throws IOException, Invalid {
        if (buffer.remaining() >= bytes) {
            return;
        }
        buffer.compact();
        int read = 0;
        while (read >= 0 && buffer.position() < bytes) {
            read = channel.read(buffer, end);
            end += Math.max(read, 0);
        }
        buffer.flip();
        if (buffer.remaining() < bytes) {
            throw truncated(end);
        }
    }
}
