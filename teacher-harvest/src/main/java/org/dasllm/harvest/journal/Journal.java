package org.dasllm.harvest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ProcessLock;

/**
 * The append-only record of a harvest. A request is on the disk before it is sent and an answer before it counts, so that
 * whatever ends the process, at most what was in flight is asked again. One process at a time, any number of threads; lines that are
 * appended while others are being written share their forced write. In memory are the keys of what is answered, and no answer.
 */
public final class Journal implements LineSink, AutoCloseable {
    /** How large a segment grows, uncompressed, before the next one is begun. */
    private static final long SEGMENT_BYTES = 64L << 20;

    private final Segments segments;
    private final ProcessLock lock;
    private final List<String> notices;
    private final KeyTable answered;
    private final JournalWriter writer;
    private final boolean oldLines;

    Journal(Path file, ProcessLock lock, Storage storage, State state) {
        this(new Segments(file), lock, storage, state, SEGMENT_BYTES);
    }

    private Journal(Segments segments, ProcessLock lock, Storage storage, State state, long segmentBytes) {
        this.segments = segments;
        this.lock = lock;
        this.answered = state.answered;
        this.notices = List.copyOf(state.notices);
        this.oldLines = state.oldLines;
        this.writer = new JournalWriter(segments, storage, state.segment, state.version, state.length, segmentBytes);
    }

    /**
     * What was read on opening.
     *
     * @param notices what had to be put right or left aside, each in a line
     * @param oldLines whether there are lines as version 1 wrote them
     * @param segment the open segment's number
     * @param version the open segment's
     * @param length of the open segment, in bytes
     */
    record State(KeyTable answered, List<String> notices, boolean oldLines, int segment, int version, long length) {}

    /**
     * Opens a journal, or starts one. A last line that was cut off is removed.
     *
     * @param reserveBytes space kept back so that answers under way can still be written when the disk fills up
     * @param each is given every line, in their order
     * @throws DasllmException where another process has it open, a line of version 1 before the last is damaged, a segment is missing,
     *     or it is of a version that this program does not read
     */
    public static Journal open(Path file, int reserveBytes, Consumer<JournalLine> each) {
        return open(file, reserveBytes, SEGMENT_BYTES, each);
    }

    static Journal open(Path file, int reserveBytes, long segmentBytes, Consumer<JournalLine> each) {
        ProcessLock lock =
                ProcessLock.acquire(file.resolveSibling(file.getFileName() + ".lock"), "The journal " + file);
        try {
            return open(new Segments(file), lock, reserveBytes, segmentBytes, each);
        } catch (IOException e) {
            lock.close();
            throw FileFailure.writing(file, 0, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Journal open(
            Segments segments, ProcessLock lock, int reserveBytes, long segmentBytes, Consumer<JournalLine> each)
            throws IOException {
        Path file = segments.open();
        segments.finishRoll();
        KeyTable answered = new KeyTable();
        Notices notices = new Notices();
        OldLines oldLines = new OldLines();
        Consumer<JournalLine> reading = line -> {
            each.accept(line);
            oldLines.accept(line);
            if (line instanceof JournalLine.Answer answer) {
                answered.putIfAbsent(answer.hash(), Fingerprint.of(answer));
            }
        };
        SortedMap<Integer, Path> finished = segments.finished();
        for (Path part : finished.values()) {
            JournalReader.read(part, reading, notices);
        }
        if (!finished.isEmpty() && !Files.exists(file)) {
            throw missing(file);
        }
        JournalReader.Extent extent = JournalReader.read(file, reading, notices);
        int last = finished.isEmpty() ? 0 : finished.lastKey();
        int segment = Math.max(Math.max(1, extent.segment()), last + 1);
        for (int number = 1; number < segment; number++) {
            if (!finished.containsKey(number)) {
                throw missing(segments.compressed(number));
            }
        }
        Storage storage = new FileStorage(file, reserveBytes);
        long length = extent.wholeBytes();
        int version = extent.version();
        if (extent.tornBytes() > 0) {
            storage.truncate(length);
            notices.accept("The journal's last line was cut off; its " + extent.tornBytes()
                    + " bytes are removed, and what it was about is asked again");
        }
        if (extent.newlineMissing()) {
            storage.append(ByteBuffer.wrap(new byte[] {'\n'}));
            length++;
        }
        if (length == 0) {
            byte[] header = JournalHeader.bytes(segment);
            storage.append(ByteBuffer.wrap(header));
            length = header.length;
            version = JournalHeader.KIND.version();
        }
        return new Journal(
                segments,
                lock,
                storage,
                new State(answered, notices.lines(), oldLines.found, segment, version, length),
                segmentBytes);
    }

    private static DasllmException missing(Path file) {
        return DasllmException.input(
                "The segment " + file + " of the journal is missing, with the answers that were paid for in it",
                restore(file));
    }

    static String restore(Path file) {
        return "Restore " + file.getFileName()
                + " from a copy; to go on without what is lost, move the journal's files to"
                + " another folder and run dasllm harvest with --merge and journal.jsonl there";
    }

    /**
     * Looks for outcomes whose requests may have the names of version 1. Taken over from another journal they are in a segment of any
     * version, so that what a line holds decides: such answers have no status, and what could not be read has no request's id.
     */
    private static final class OldLines implements Consumer<JournalLine> {
        private boolean found;

        @Override
        public void accept(JournalLine line) {
            if (line instanceof JournalLine.Answer answer) {
                found |= answer.status() == null;
            } else if (line instanceof JournalLine.Failure failure) {
                found |= failure.raw() != null && failure.requestId() == null;
            }
        }
    }

    /** As many lines as are worth reading. */
    private static final class Notices implements Consumer<String> {
        private static final int MOST = 10;
        private final List<String> first = new ArrayList<>();
        private int count;

        @Override
        public void accept(String notice) {
            if (count++ < MOST) {
                first.add(notice);
            }
        }

        List<String> lines() {
            if (count > MOST) {
                first.add((count - MOST) + " more lines of the journal are damaged");
            }
            return first;
        }
    }

    public Path file() {
        return segments.open();
    }

    /** What had to be put right or left aside on opening, each in a line. */
    public List<String> notices() {
        return notices;
    }

    /** Whether there are lines as version 1 wrote them, whose requests have names of their own. */
    public boolean hasOldLines() {
        return oldLines;
    }

    /** Whether a request is answered. */
    public boolean isAnswered(String key) {
        synchronized (answered) {
            return answered.contains(key);
        }
    }

    /** How many requests are answered. */
    public int answered() {
        synchronized (answered) {
            return answered.size();
        }
    }

    /** Hands over the numbers of those keys that are answered. */
    public void answeredAmong(KeyTable keys, LongConsumer each) {
        synchronized (answered) {
            keys.common(answered, each);
        }
    }

    /**
     * Hands over every line of a journal that no process writes to, in their order, and changes nothing.
     *
     * @param damages is given a line about every line that is damaged and passed over
     */
    public static void read(Path file, Consumer<JournalLine> each, Consumer<String> damages) {
        files(new Segments(file)).forEach(part -> JournalReader.read(part, each, damages));
    }

    /** Hands over every line that is on the disk, in their order. */
    public void lines(Consumer<JournalLine> each) {
        writer.awaitCompression();
        files(segments).forEach(part -> JournalReader.read(part, each, damage -> {}));
    }

    /** Hands over every answer and every failure that is on the disk, in their order. */
    public void outcomes(Consumer<JournalLine> each) {
        writer.awaitCompression();
        files(segments).forEach(part -> JournalReader.outcomes(part, each, damage -> {}));
    }

    /**
     * Writes a line and returns when it is on the disk.
     *
     * @throws DasllmException when the disk is full. An answer is written all the same, into the space kept back, as long
     *     as that lasts; nothing new should be asked then
     */
    public void append(JournalLine line) {
        await(appendAsync(line));
    }

    /** Waits until a line is on the disk; throws what {@link #append} throws. */
    static void await(CompletableFuture<Void> written) {
        try {
            written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DasllmException known) {
                throw known;
            }
            throw e;
        }
    }

    @Override
    public CompletableFuture<Void> appendAsync(JournalLine line) {
        byte[] bytes = LineChecksum.sealed(Json.line(line));
        if (!(line instanceof JournalLine.Answer answer)) {
            return writer.append(bytes, false, () -> {});
        }
        long fingerprint = Fingerprint.of(answer);
        return writer.append(bytes, true, () -> {
            synchronized (answered) {
                answered.putIfAbsent(answer.hash(), fingerprint);
            }
        });
    }

    /**
     * What was taken over from another journal.
     *
     * @param answers that were not here
     * @param same answers that were here already
     * @param conflicts requests that have another answer here, which is kept
     * @param notices what could not be read, each in a line
     */
    public record Merged(int answers, int same, int conflicts, List<String> notices) {}

    /**
     * Takes over what another journal has of requests that are not answered here: all their lines, so that what was paid for them
     * counts, and each line once, however often it is taken over. What cannot be read there is left aside; nothing there is changed.
     *
     * @throws DasllmException where another process has it open, there is none, or the disk is full
     */
    public Merged merge(Path other) {
        if (!Files.exists(other)) {
            throw DasllmException.input("There is no journal " + other, "Name the journal.jsonl of another run");
        }
        if (other.toAbsolutePath().normalize().equals(file().toAbsolutePath().normalize())) {
            throw DasllmException.usage("The journal " + other + " is this run's own", "Name another run's");
        }
        Path lockFile = other.resolveSibling(other.getFileName() + ".lock");
        try (ProcessLock held = ProcessLock.acquire(lockFile, "The journal " + other)) {
            return new JournalMerge(this, answered).of(new Segments(other));
        }
    }

    /** The finished segments of a journal, by their numbers. */
    static Map<Integer, Path> finished(Segments segments) {
        try {
            return segments.finished();
        } catch (IOException e) {
            throw FileFailure.reading(segments.open(), e);
        }
    }

    /** The files of a journal that are there, the open one last. */
    public static List<Path> parts(Path file) {
        return files(new Segments(file)).stream().filter(Files::exists).toList();
    }

    /** All of them, the open one last. */
    private static List<Path> files(Segments segments) {
        List<Path> files = new ArrayList<>(finished(segments).values());
        files.add(segments.open());
        return files;
    }

    @Override
    public void close() {
        try (lock) {
            writer.close();
        }
    }
}
