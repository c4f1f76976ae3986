package org.dasllm.harvest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ProcessLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path dir;

    private static JournalLine.Answer answer(String hash) {
        return new JournalLine.Answer(hash, 1, "2026-11-23T00:00:00Z", 5, "céntent\n", "stop", null, 3L, null, null);
    }

    private static JournalLine.Request request(String hash) {
        return new JournalLine.Request(
                hash, "s1", 1, "2026-11-23T00:00:00Z", Json.mapper().createObjectNode());
    }

    private static List<JournalLine> lines(Path file) {
        List<JournalLine> lines = new ArrayList<>();
        assertThat(JournalReader.read(file, lines::add, damage -> fail(damage)).tornBytes())
                .isZero();
        return lines;
    }

    private static List<JournalLine> all(Path file) {
        List<JournalLine> lines = new ArrayList<>();
        Journal.read(file, lines::add, damage -> fail(damage));
        return lines;
    }

    private static String sealed(JournalLine line) {
        return new String(LineChecksum.sealed(Json.line(line)), StandardCharsets.UTF_8).strip();
    }

    private Path file() {
        return dir.resolve("journal.jsonl");
    }

    @Test
    void readsBackWhatItWrote() {
        JournalLine.Failure failure =
                new JournalLine.Failure("b", 2, "2026-11-23T00:00:00Z", 7, 429, "HTTP 429: busy", false, null, 0L);
        try (Journal journal = Journal.open(file(), 1000, line -> {})) {
            journal.append(request("a"));
            journal.append(answer("a"));
            journal.append(failure);
            assertThat(dir.resolve("journal.jsonl.reserve")).hasSize(1000);
        }
        assertThat(dir.resolve("journal.jsonl.reserve")).doesNotExist();
        try (Journal journal = Journal.open(file(), 1000, line -> {})) {
            assertThat(journal.isAnswered("a")).isTrue();
            assertThat(journal.isAnswered("b")).isFalse();
            assertThat(journal.notices()).isEmpty();
        }
        assertThat(lines(file())).containsExactly(request("a"), answer("a"), failure);
    }

    @Test
    void aLastLineCutAnywhereIsTakenAwayAndTheJournalGoesOn() throws Exception {
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            journal.append(answer("a"));
            journal.append(answer("b"));
        }
        byte[] whole = Files.readAllBytes(file());
        int second = whole.length - LineChecksum.sealed(Json.line(answer("b"))).length;
        for (int length = second + 1; length < whole.length - 1; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (Journal journal = Journal.open(file(), 0, line -> {})) {
                assertThat(journal.isAnswered("a")).isTrue();
                assertThat(journal.isAnswered("b")).isFalse();
                assertThat(journal.notices())
                        .singleElement()
                        .asString()
                        .contains("its " + (length - second) + " bytes");
                journal.append(answer("c"));
            }
            assertThat(lines(file())).containsExactly(answer("a"), answer("c"));
        }
    }

    @Test
    void aLastLineThatOnlyLacksItsBreakIsKept() throws Exception {
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            journal.append(answer("a"));
        }
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            assertThat(journal.isAnswered("a")).isTrue();
            journal.append(answer("b"));
        }
        assertThat(lines(file())).containsExactly(answer("a"), answer("b"));
    }

    @Test
    void theFirstLineOfANewJournalNamesItsVersion() throws Exception {
        Journal.open(file(), 0, line -> {}).close();
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            journal.append(answer("a"));
        }
        assertThat(Files.readAllLines(file()))
                .containsExactly(
                        "{\"type\":\"journal\",\"version\":2,\"segment\":1,\"crc32c\":\"e39c83c6\"}",
                        sealed(answer("a")));
    }

    @Test
    void aJournalOfVersion1StaysAsItIsAndBecomesTheFirstSegment() throws Exception {
        String old = Json.line(answer("a")) + "\n";
        Files.writeString(file(), old);
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            assertThat(journal.isAnswered("a")).isTrue();
            assertThat(journal.hasOldLines()).isTrue();
        }
        assertThat(file()).hasContent(old);
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            journal.append(answer("b"));
        }
        try (GZIPInputStream first =
                new GZIPInputStream(Files.newInputStream(dir.resolve("journal-000001.jsonl.gz")))) {
            assertThat(first.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(old);
        }
        assertThat(Files.readAllLines(file())).hasSize(2).last().isEqualTo(sealed(answer("b")));
        assertThat(all(file())).containsExactly(answer("a"), answer("b"));
    }

    @Test
    void aVersionCutAnywhereIsWrittenAgain() throws Exception {
        Journal.open(file(), 0, line -> {}).close();
        byte[] header = Files.readAllBytes(file());
        for (int length = 1; length <= header.length; length++) {
            Files.write(file(), Arrays.copyOf(header, length));
            try (Journal journal = Journal.open(file(), 0, line -> {})) {
                assertThat(journal.notices()).hasSize(length < header.length - 1 ? 1 : 0);
                journal.append(answer("a"));
            }
            assertThat(lines(file())).containsExactly(answer("a"));
            assertThat(Files.readAllLines(file())).hasSize(2);
        }
    }

    @Test
    void aNewerJournalIsRefusedByNameAndLeftAlone() throws Exception {
        String newer = "{\"type\":\"journal\",\"version\":3}\n{\"type\":\"bill\"}\n";
        Files.writeString(file(), newer);
        assertThatThrownBy(() -> Journal.open(file(), 0, line -> {}).close())
                .isInstanceOf(DasllmException.class)
                .hasMessage(
                        file() + ":1 is the journal of a harvest of version 3, and this program reads versions 1 to 2."
                                + " Use a newer dasllm, such as the one that wrote it.");
        assertThat(file()).hasContent(newer);
    }

    @Test
    void aDamagedLineOfVersion1BeforeTheLastIsRefused() throws Exception {
        Files.writeString(file(), "{\"type\":\"answ\n" + Json.line(answer("a")) + "\n");
        assertThatThrownBy(() -> Journal.open(file(), 0, line -> {}).close())
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(file() + ":1 is damaged");
        assertThat(Files.readString(file(), StandardCharsets.UTF_8)).startsWith("{\"type\":\"answ\n");
    }

    @Test
    void theSecondOneIsRefused() {
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            assertThatThrownBy(() -> Journal.open(file(), 0, line -> {}).close())
                    .hasMessageContaining("The journal " + journal.file() + " is in use by another process");
        }
    }

    @Test
    void linesOfManyThreadsAreAllThere() throws Exception {
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int number = t;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 25; i++) {
                        journal.append(answer(number + "-" + i));
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(lines(file())).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void aFullDiskStopsRequestsButNotTheAnswersUnderWay() {
        FullDisk disk = new FullDisk(400);
        Journal journal = journal(disk, 2);
        journal.append(answer("a"));
        journal.append(request("b"));
        disk.room = 30;
        assertThatThrownBy(() -> journal.append(request("c"))).hasMessageContaining("The disk is full: " + file());
        assertThatThrownBy(() -> journal.append(answer("b"))).hasMessageContaining("The disk is full: " + file());
        assertThat(journal.isAnswered("b")).isTrue();
        assertThat(disk.lines()).containsExactly(sealed(answer("a")), sealed(request("b")), sealed(answer("b")));
        journal.close();
    }

    private Journal journal(Storage storage, int version) {
        return new Journal(
                file(),
                ProcessLock.acquire(dir.resolve("lock"), "x"),
                storage,
                new Journal.State(new KeyTable(), List.of(), false, 1, version, 0));
    }

    @Test
    void aDiskThatIsFullWhenASegmentEndsTakesTheAnswersUnderWay() throws Exception {
        Files.createFile(file());
        FullDisk disk = new FullDisk(0);
        disk.fullWhenForced = true;
        try (Journal journal = journal(disk, 1)) {
            assertThatThrownBy(() -> journal.append(answer("a"))).hasMessageContaining("The disk is full: " + file());
            assertThat(journal.isAnswered("a")).isTrue();
        }
        assertThat(disk.lines()).hasSize(2).last().isEqualTo(sealed(answer("a")));
        assertThat(dir.resolve("journal-000001.jsonl.gz")).exists();
    }

    @Test
    void anErrorWhileALineIsWrittenIsToldAndLeavesNoHalfLine() {
        FullDisk disk = new FullDisk(1000);
        Journal journal = journal(disk, 2);
        disk.errorAfter = 5;
        assertThatThrownBy(() -> journal.append(answer("a"))).hasRootCauseMessage("no memory");
        disk.errorAfter = Integer.MAX_VALUE;
        journal.append(answer("b"));
        assertThat(journal.isAnswered("a")).isFalse();
        assertThat(disk.lines()).containsExactly(sealed(answer("b")));
        journal.close();
    }

    @Test
    void halfALineThatCouldNotBeCutOffIsCutOffBeforeTheNext() {
        FullDisk disk = new FullDisk(1000);
        Journal journal = journal(disk, 2);
        disk.errorAfter = 5;
        disk.failingCuts = 1;
        assertThatThrownBy(() -> journal.append(answer("a"))).hasRootCauseMessage("no memory");
        assertThat(disk.lines()).hasSize(1);
        disk.errorAfter = Integer.MAX_VALUE;
        journal.append(answer("b"));
        assertThat(disk.lines()).containsExactly(sealed(answer("b")));
        journal.close();
    }

    @Test
    void appendsToWhatIsThere() throws Exception {
        Files.writeString(file(), Json.line(answer("a")) + "\n", StandardOpenOption.CREATE);
        try (Journal journal = Journal.open(file(), 0, line -> {})) {
            journal.append(answer("b"));
            assertThat(journal.answered()).isEqualTo(2);
        }
    }

    /** Has room for some bytes and a reserve of 10,000. */
    private static final class FullDisk implements Storage {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private int room;
        private boolean fullWhenForced;
        private int errorAfter = Integer.MAX_VALUE;
        private int failingCuts;

        FullDisk(int room) {
            this.room = room;
        }

        List<String> lines() {
            return content.toString(StandardCharsets.UTF_8).lines().toList();
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                if (content.size() == errorAfter) {
                    throw new OutOfMemoryError("no memory");
                }
                if (room == 0) {
                    throw new IOException("No space left on device");
                }
                content.write(bytes.get());
                room--;
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            if (failingCuts-- > 0) {
                throw new IOException("Input/output error");
            }
            byte[] kept = Arrays.copyOf(content.toByteArray(), (int) length);
            room += content.size() - (int) length;
            content.reset();
            content.writeBytes(kept);
        }

        @Override
        public void force() throws IOException {
            if (fullWhenForced) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void releaseReserve() {
            room += 10_000;
            fullWhenForced = false;
        }

        @Override
        public void reopen() {
            content.reset();
            content.writeBytes(JournalHeader.bytes(2));
        }

        @Override
        public void close() {}
    }
}
