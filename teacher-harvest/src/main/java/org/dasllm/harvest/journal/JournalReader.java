package org.dasllm.harvest.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** Reads one file of a journal to the end of its last whole line. */
final class JournalReader {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int WITH_CHECKSUMS = 2;
    /** Every request begins with these bytes, and no other line does. */
    private static final byte[] REQUEST = "{\"type\":\"request\",".getBytes(StandardCharsets.US_ASCII);

    /** And every line but the header with these. */
    private static final byte[] TYPE = "{\"type\":".getBytes(StandardCharsets.US_ASCII);

    private static final ObjectReader LINES = Json.mapper().readerFor(JournalLine.class);
    /** What has the right checksum was written here, and no key in it is given twice. */
    private static final ObjectReader SEALED = LINES.without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private final Path file;
    private final Consumer<JournalLine> each;
    private final Consumer<String> damages;
    private final boolean requests;
    private byte[] line = new byte[CHUNK_BYTES];
    private int length;
    private long number;
    private long wholeBytes;
    private int version = 1;
    private int segment;
    private @Nullable DasllmException bad;

    private JournalReader(Path file, Consumer<JournalLine> each, Consumer<String> damages, boolean requests) {
        this.file = file;
        this.each = each;
        this.damages = damages;
        this.requests = requests;
    }

    /**
     * What there is.
     *
     * @param version of the file's lines
     * @param segment the file's number as it says itself; 0 where it does not
     * @param wholeBytes where the last line ends that can be read, or that is damaged and has its line break; uncompressed
     * @param newlineMissing whether that line only lacks its line break
     * @param tornBytes how many bytes follow it
     */
    record Extent(int version, int segment, long wholeBytes, boolean newlineMissing, long tornBytes) {}

    /**
     * Hands over every line but the header.
     *
     * @param damages is given a line about every line whose checksum does not match
     * @throws DasllmException if a line of version 1 before the last does not parse, or a compressed file ends before its end
     */
    static Extent read(Path file, Consumer<JournalLine> each, Consumer<String> damages) {
        return read(file, each, damages, true);
    }

    /** The same without requests, which are not even parsed: they are most of a journal's bytes. */
    static void outcomes(Path file, Consumer<JournalLine> each, Consumer<String> damages) {
        read(file, each, damages, false);
    }

    private static Extent read(Path file, Consumer<JournalLine> each, Consumer<String> damages, boolean requests) {
        if (!Files.exists(file)) {
            return new Extent(1, 0, 0, false, 0);
        }
        JournalReader reader = new JournalReader(file, each, damages, requests);
        try {
            return reader.read();
        } catch (ZipException | EOFException e) {
            throw DasllmException.input(
                    file + " is damaged after its line " + reader.number + ", and what follows cannot be decompressed",
                    Journal.restore(file),
                    e);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private InputStream open() throws IOException {
        InputStream plain = Files.newInputStream(file);
        try {
            return Segments.isCompressed(file) ? new GZIPInputStream(plain, CHUNK_BYTES) : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private Extent read() throws IOException {
        long size = 0;
        try (InputStream in = open()) {
            byte[] buffer = new byte[CHUNK_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                size += count;
                int start = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        add(buffer, start, i - start);
                        lineEnds(true);
                        start = i + 1;
                    }
                }
                add(buffer, start, count - start);
            }
        }
        long before = wholeBytes;
        if (length > 0) {
            lineEnds(false);
        }
        return new Extent(version, segment, wholeBytes, bad == null && wholeBytes > before, size - wholeBytes);
    }

    private void add(byte[] bytes, int from, int count) {
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
        }
        System.arraycopy(bytes, from, line, length, count);
        length += count;
    }

    /** @param broken whether there is a line break */
    private void lineEnds(boolean broken) throws IOException {
        if (bad != null) {
            throw bad;
        }
        number++;
        int bytes = length;
        LineChecksum.Finding checksum = LineChecksum.check(line, length);
        if (checksum == LineChecksum.Finding.RIGHT) {
            version = WITH_CHECKSUMS;
            length = LineChecksum.strip(line, length);
            checked();
        } else if (checksum == LineChecksum.Finding.WRONG || (version >= WITH_CHECKSUMS && bytes > 0)) {
            if (!broken) {
                // It was cut off while it was written.
                length = 0;
                return;
            }
            damages.accept(
                    file + ":" + number + " is damaged, its checksum does not match; it stays as it is, and what it"
                            + " was about is asked again");
        } else if (!unchecked(broken)) {
            length = 0;
            return;
        }
        wholeBytes += bytes + (broken ? 1 : 0);
        length = 0;
    }

    private void checked() throws IOException {
        if (JournalHeader.is(line, length)) {
            JournalHeader header = JournalHeader.read(line, length, file + ":" + number);
            segment = header.segment();
            return;
        }
        if (!requests && isRequest()) {
            return;
        }
        JournalLine read;
        try {
            read = SEALED.readValue(line, 0, length);
        } catch (JsonProcessingException e) {
            throw DasllmException.input(
                    file + ":" + number + " is whole and cannot be read",
                    "Use the dasllm that wrote it, or a newer one",
                    e);
        }
        each.accept(read);
    }

    private boolean isRequest() {
        return startsWith(REQUEST);
    }

    private boolean startsWith(byte[] beginning) {
        return length >= beginning.length && Arrays.equals(line, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** Reads a line without a checksum; false where it does not parse, which only the last may. */
    private boolean unchecked(boolean broken) throws IOException {
        try {
            if (JournalHeader.is(line, length)) {
                JournalHeader header = JournalHeader.read(line, length, file + ":" + number);
                version = header.version();
                segment = header.segment();
            } else if (requests || !isRequest()) {
                each.accept(LINES.readValue(line, 0, length));
            }
            return true;
        } catch (JsonProcessingException e) {
            if (number == 1 && !mayBeOurs(broken)) {
                // Not left for later: of a file that is none of ours nothing must be cut off.
                throw DasllmException.input(
                        file + " is no journal: its first line is none that dasllm writes",
                        "Name the file journal.jsonl of a harvest or a gateway, or one that is not there yet",
                        e);
            }
            bad = DasllmException.input(
                    file + ":" + number + " is damaged",
                    "Restore the journal from a copy, or remove that line: its answer is then asked for again",
                    e);
            return false;
        }
    }

    /** Whether a line that does not parse may be a damaged one of a journal, or the beginning of one that was cut off. */
    private boolean mayBeOurs(boolean broken) {
        int told = Math.min(length, TYPE.length);
        return (told == TYPE.length || !broken) && Arrays.equals(line, 0, told, TYPE, 0, told);
    }
}
