package org.dasllm.harvest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ProcessLock;

/**
 * The append-only record of a harvest. A request is on the disk before it is sent and an answer before it counts, so that
 * whatever ends the process, at most what was in flight is asked again. One process at a time, any number of threads.
 */
public final class Journal implements AutoCloseable {
    private final Path file;
    private final ProcessLock lock;
    private final Storage storage;
    private final Optional<String> repair;
    private final Map<String, JournalLine.Answer> answers;
    private final Object forcing = new Object();
    private long length;
    private long appended;
    private long forced;

    Journal(Path file, ProcessLock lock, Storage storage, State state) {
        this.file = file;
        this.lock = lock;
        this.storage = storage;
        this.answers = new ConcurrentHashMap<>(state.answers);
        this.repair = state.repair;
        this.length = state.length;
    }

    /** What was read on opening. */
    record State(Map<String, JournalLine.Answer> answers, Optional<String> repair, long length) {}

    /**
     * Opens a journal, or starts one. A last line that was cut off is removed.
     *
     * @param reserveBytes space kept back so that answers under way can still be written when the disk fills up
     * @param each is given every line, in their order
     * @throws DasllmException where another process has it open, a line before the last is damaged, or it is of a version
     *     that this program does not read
     */
    public static Journal open(Path file, int reserveBytes, Consumer<JournalLine> each) {
        ProcessLock lock =
                ProcessLock.acquire(file.resolveSibling(file.getFileName() + ".lock"), "The journal " + file);
        try {
            Map<String, JournalLine.Answer> answers = new HashMap<>();
            JournalReader.Extent extent = JournalReader.read(file, line -> {
                each.accept(line);
                if (line instanceof JournalLine.Answer answer) {
                    answers.put(answer.hash(), answer);
                }
            });
            Storage storage = new FileStorage(file, reserveBytes);
            Optional<String> repair = Optional.empty();
            long length = extent.wholeBytes();
            if (extent.tornBytes() > 0) {
                storage.truncate(length);
                repair = Optional.of("The journal's last line was cut off; its " + extent.tornBytes()
                        + " bytes are removed, and what it was about is asked again");
            }
            if (extent.newlineMissing()) {
                storage.append(ByteBuffer.wrap(new byte[] {'\n'}));
                length++;
            }
            if (length == 0) {
                byte[] header = JournalHeader.bytes();
                storage.append(ByteBuffer.wrap(header));
                length = header.length;
            }
            return new Journal(file, lock, storage, new State(answers, repair, length));
        } catch (IOException e) {
            lock.close();
            throw FileFailure.writing(file, 0, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** What had to be put right on opening, in a line. */
    public Optional<String> repair() {
        return repair;
    }

    /** The answer to a request, where there is one. */
    public Optional<JournalLine.Answer> answer(String hash) {
        return Optional.ofNullable(answers.get(hash));
    }

    /** All answers, by their requests' hashes. */
    public Map<String, JournalLine.Answer> answers() {
        return Map.copyOf(answers);
    }

    /**
     * Writes a line and returns when it is on the disk. Lines of several threads share one forced write.
     *
     * @throws DasllmException when the disk is full. An answer is written all the same, into the space kept back, as long
     *     as that lasts; nothing new should be asked then
     */
    public void append(JournalLine line) {
        byte[] bytes = (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            long number;
            boolean full = false;
            synchronized (this) {
                try {
                    write(bytes);
                } catch (IOException e) {
                    if (!FileFailure.diskFull(e) || !(line instanceof JournalLine.Answer)) {
                        throw e;
                    }
                    storage.releaseReserve();
                    write(bytes);
                    full = true;
                }
                number = ++appended;
            }
            force(number);
            if (line instanceof JournalLine.Answer answer) {
                answers.put(answer.hash(), answer);
            }
            if (full) {
                throw FileFailure.writing(file, length(), new IOException("No space left on device"));
            }
        } catch (IOException e) {
            throw FileFailure.writing(file, length(), e);
        }
    }

    private synchronized long length() {
        return length;
    }

    private void write(byte[] bytes) throws IOException {
        try {
            storage.append(ByteBuffer.wrap(bytes));
            length += bytes.length;
        } catch (IOException e) {
            // Half a line in the middle would make the whole journal unreadable.
            storage.truncate(length);
            throw e;
        }
    }

    private void force(long number) throws IOException {
        synchronized (forcing) {
            if (forced < number) {
                long reached;
                synchronized (this) {
                    reached = appended;
                }
                storage.force();
                forced = reached;
            }
        }
    }

    @Override
    public void close() {
        try (lock) {
            storage.close();
        } catch (IOException e) {
            throw FileFailure.writing(file, 0, e);
        }
    }
}
