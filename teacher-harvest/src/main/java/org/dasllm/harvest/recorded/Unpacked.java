package org.dasllm.harvest.recorded;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dasllm.format.io.NotTextException;
import org.dasllm.format.io.ShellName;

/**
 * The bytes of a file as they were before gzip (RFC 1952) or zstd (RFC 8878) compressed them, in one or several members, read as they are
 * asked for; those of any other file as they are. Damage is named with the last line before it.
 */
final class Unpacked extends FilterInputStream {
    private static final int BUFFER = 1 << 16;

    /** How a file is compressed, by its first bytes. */
    enum Packing {
        NONE(""),
        GZIP("gzip"),
        ZSTD("zstd");

        private final String word;

        Packing(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final Packing packing;
    private long lines;
    private byte last = '\n';

    private Unpacked(InputStream in, Packing packing) {
        super(in);
        this.packing = packing;
    }

    /** @throws IOException here and while reading; {@link org.dasllm.format.io.FileFailure#reading} says what it means */
    static InputStream open(Path file) throws IOException {
        Packing packing = packing(file);
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            return switch (packing) {
                case GZIP -> new Unpacked(new GZIPInputStream(raw, BUFFER), packing);
                case ZSTD -> new Unpacked(new ZstdInputStream(raw), packing);
                case NONE -> raw;
            };
        } catch (IOException e) {
            raw.close();
            throw new Unpacked(InputStream.nullInputStream(), packing).damaged(e);
        }
    }

    static Packing packing(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(4);
        }
        if (head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return Packing.GZIP;
        }
        boolean frame = head.length == 4 && head[1] == (byte) 0xb5 && head[2] == 0x2f && head[3] == (byte) 0xfd;
        return frame && head[0] == 0x28 ? Packing.ZSTD : Packing.NONE;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(bytes, offset, length);
        } catch (EOFException | ZipException | ZstdIOException e) {
            throw damaged(e);
        }
        for (int i = offset; i < offset + read; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        last = read > 0 ? bytes[offset + read - 1] : last;
        return read;
    }

    private IOException damaged(IOException e) {
        if (!(e instanceof EOFException || e instanceof ZipException || e instanceof ZstdIOException)) {
            return e;
        }
        String said = String.valueOf(e.getMessage());
        if (said.contains("too much memory")) {
            return new NotTextException(
                    " was compressed by zstd with a window of more than 128 MiB",
                    file -> "Unpack it with zstd -d --long=31 " + ShellName.of(file) + " and name the new file");
        }
        boolean cutOff = e instanceof EOFException || said.contains("runcated");
        String where = lines == 0 && last == '\n' ? "" : ", line " + (lines + 1);
        return new NotTextException(
                where
                        + (cutOff
                                ? ": the " + packing.word() + " data end too early; the file was cut off"
                                : ": the " + packing.word() + " data are damaged (" + said + ")"),
                file -> "Fetch or make the file again; " + (packing == Packing.GZIP ? "gzip" : "zstd") + " -t "
                        + ShellName.of(file) + " tests it");
    }
}
