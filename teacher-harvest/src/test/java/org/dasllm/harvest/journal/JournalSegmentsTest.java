package org.dasllm.harvest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a journal's files, and of damage to them. */
final class JournalSegmentsTest {
    private static final long SMALL = 700;

    @TempDir
    Path dir;

    private static JournalLine.Answer answer(int number, String content) {
        return new JournalLine.Answer(
                Sha256.ofString("request " + number),
                1,
                "2026-11-29T00:00:00Z",
                5,
                content,
                "stop",
                null,
                3L,
                1L,
                null);
    }

    private static JournalLine.Answer answer(int number) {
        return answer(number, "answer " + number);
    }

    private Path file(String folder) throws Exception {
        return Files.createDirectories(dir.resolve(folder)).resolve("journal.jsonl");
    }

    private static void write(Path file, int from, int to) {
        try (Journal journal = Journal.open(file, 0, SMALL, line -> {})) {
            IntStream.range(from, to).forEach(number -> journal.append(answer(number)));
        }
    }

    private static List<JournalLine> read(Path file) {
        List<JournalLine> lines = new ArrayList<>();
        Journal.read(file, lines::add, damage -> fail(damage));
        return lines;
    }

    private static List<JournalLine> answers(int from, int to) {
        return IntStream.range(from, to)
                .<JournalLine>mapToObj(JournalSegmentsTest::answer)
                .toList();
    }

    @Test
    void fullSegmentsAreCompressedAndReadInOrder() throws Exception {
        Path file = file("a");
        write(file, 0, 20);
        assertThat(file.resolveSibling("journal-000001.jsonl.gz")).exists();
        assertThat(file.resolveSibling("journal-000001.jsonl")).doesNotExist();
        assertThat(file.resolveSibling("journal-000003.jsonl.gz")).exists();
        write(file, 20, 25);
        assertThat(read(file)).isEqualTo(answers(0, 25));
    }

    @Test
    void aProcessKilledWhileItBeganASegmentLosesNothing() throws Exception {
        Path file = file("a");
        write(file, 0, 3);
        Segments segments = new Segments(file);
        int open = JournalReader.read(file, line -> {}, damage -> fail(damage)).segment();
        // Before the first rename, and between the two.
        Files.writeString(segments.next(), "{\"type\":\"jour");
        write(file, 3, 4);
        assertThat(segments.next()).doesNotExist();
        int last = JournalReader.read(file, line -> {}, damage -> fail(damage)).segment();
        assertThat(last).isGreaterThanOrEqualTo(open);
        Files.write(segments.next(), JournalHeader.bytes(last + 1));
        Files.move(file, segments.plain(last));
        write(file, 4, 5);
        assertThat(read(file)).isEqualTo(answers(0, 5));
        assertThat(segments.compressed(last)).exists();
    }

    @Test
    void aFlippedByteIsNamedAndCostsOneLine() throws Exception {
        Path file = file("a");
        try (Journal journal = Journal.open(file, 0, line -> {})) {
            IntStream.range(0, 5).forEach(number -> journal.append(answer(number)));
        }
        byte[] whole = Files.readAllBytes(file);
        String text = Files.readString(file);
        byte[] damaged = whole.clone();
        damaged[text.indexOf("answer 2")] ^= 1;
        Files.write(file, damaged);
        try (Journal journal = Journal.open(file, 0, line -> {})) {
            assertThat(journal.notices())
                    .containsExactly(file + ":4 is damaged, its checksum does not match; it stays as it is, and what it"
                            + " was about is asked again");
            assertThat(journal.answered()).isEqualTo(4);
            journal.append(answer(2));
        }
        // Nothing of it is thrown away.
        assertThat(Files.readAllBytes(file)).startsWith(damaged);
    }

    @Test
    void everyFlippedBitOfALineIsFound() throws Exception {
        byte[] line = LineChecksum.sealed(Json.line(answer(1)));
        int length = line.length - 1;
        for (int bit = 0; bit < 8 * length; bit++) {
            byte[] flipped = line.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(LineChecksum.check(flipped, length)).isNotEqualTo(LineChecksum.Finding.RIGHT);
        }
    }

    @Test
    void aLostSegmentIsNamedAndWhatIsLeftCanBeTakenOver() throws Exception {
        Path file = file("a");
        write(file, 0, 20);
        Path lost = file.resolveSibling("journal-000002.jsonl.gz");
        int inLost = 20;
        Files.delete(lost);
        assertThatThrownBy(() -> Journal.open(file, 0, line -> {}).close())
                .hasMessageContaining("The segment " + lost + " of the journal is missing")
                .hasMessageContaining("--merge");
        try (Journal journal = Journal.open(file("b"), 0, line -> {})) {
            Journal.Merged merged = journal.merge(file);
            inLost -= merged.answers();
            assertThat(merged.answers()).isBetween(10, 19);
            assertThat(merged.notices()).containsExactly("The segment " + lost + " is missing, and is passed over");
        }
        assertThat(inLost).isPositive();
    }

    @Test
    void aDamagedSegmentIsNamedAndWhatComesBeforeCanBeTakenOver() throws Exception {
        Path file = file("a");
        write(file, 0, 20);
        Path damaged = file.resolveSibling("journal-000002.jsonl.gz");
        byte[] bytes = Files.readAllBytes(damaged);
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 20));
        assertThatThrownBy(() -> Journal.open(file, 0, line -> {}).close())
                .hasMessageContaining(damaged + " is damaged after its line");
        try (Journal journal = Journal.open(file("b"), 0, line -> {})) {
            assertThat(journal.merge(file).notices()).singleElement().asString().contains(damaged + " is damaged");
            assertThat(journal.answered()).isBetween(10, 20);
        }
    }

    @Test
    void theOpenSegmentIsMissedToo() throws Exception {
        Path file = file("a");
        write(file, 0, 20);
        Files.delete(file);
        assertThatThrownBy(() -> Journal.open(file, 0, line -> {}).close())
                .hasMessageContaining("The segment " + file + " of the journal is missing");
    }

    @Test
    void journalsOfSeveralMachinesMergeByKeyAndTheFirstAnswerIsKept() throws Exception {
        write(file("a"), 0, 10);
        Path second = file("b");
        write(second, 8, 15);
        try (Journal journal = Journal.open(second, 0, line -> {})) {
            journal.append(answer(5, "another"));
        }
        try (Journal journal = Journal.open(file("a"), 0, line -> {})) {
            Journal.Merged merged = journal.merge(second);
            assertThat(merged).isEqualTo(new Journal.Merged(5, 2, 1, List.of()));
            // Again, it changes nothing.
            assertThat(journal.merge(second)).isEqualTo(new Journal.Merged(0, 7, 1, List.of()));
        }
        assertThat(read(file("a"))).isEqualTo(answers(0, 15));
    }

    @Test
    void answersOfVersion1AreKnownForThatWhereverTheyAreTakenOver() throws Exception {
        Path old = file("a");
        Files.writeString(old, Json.line(answer(1)) + "\n");
        try (Journal journal = Journal.open(file("b"), 0, line -> {})) {
            journal.append(new JournalLine.Failure("x", 1, "2026-11-29T00:00:00Z", 5, 500, "busy", true, null, 0L));
        }
        try (Journal journal = Journal.open(file("b"), 0, line -> {})) {
            assertThat(journal.hasOldLines()).isFalse();
            assertThat(journal.merge(old).answers()).isEqualTo(1);
        }
        try (Journal journal = Journal.open(file("b"), 0, line -> {})) {
            assertThat(journal.hasOldLines()).isTrue();
        }
    }

    @Test
    void whatIsTakenOverTwiceIsChargedOnce() throws Exception {
        Path other = file("b");
        JournalLine lost = new JournalLine.Request(
                "lost", "s", 1, "2026-11-29T00:00:00Z", Json.parse("{\"n\":1.50}", JsonNode.class, "x"));
        JournalLine failure =
                new JournalLine.Failure("vain", 1, "2026-11-29T00:00:01Z", 5, 200, "cut off", true, "{", 100L);
        JournalLine again =
                new JournalLine.Failure("vain", 2, "2026-11-29T00:00:02Z", 5, 200, "cut off", true, "{", 100L);
        try (Journal journal = Journal.open(other, 0, line -> {})) {
            List.of(lost, failure, again).forEach(journal::append);
        }
        try (Journal journal = Journal.open(file("a"), 0, line -> {})) {
            journal.merge(other);
        }
        try (Journal journal = Journal.open(file("a"), 0, line -> {})) {
            journal.merge(other);
        }
        assertThat(read(file("a"))).containsExactly(lost, failure, again);
    }

    @Test
    void aJournalInUseIsNotMerged() throws Exception {
        Path other = file("b");
        try (Journal used = Journal.open(other, 0, line -> {});
                Journal journal = Journal.open(file("a"), 0, line -> {})) {
            assertThatThrownBy(() -> journal.merge(other)).hasMessageContaining("is in use by another process");
            assertThatThrownBy(() -> journal.merge(journal.file())).hasMessageContaining("this run's own");
            assertThatThrownBy(() -> journal.merge(dir.resolve("none"))).hasMessageContaining("There is no journal");
            assertThat(used.answered()).isZero();
        }
    }

    @Test
    void aGatewaysJournalIsNotTakenOver() throws Exception {
        Path gateways = file("gateway");
        try (Journal gateway = Journal.open(gateways, 0, line -> {})) {
            gateway.append(new JournalLine.Exchange(
                    "ex_1",
                    "2026-11-30T00:00:00Z",
                    5,
                    "openai",
                    "c",
                    false,
                    Json.mapper().createObjectNode(),
                    200,
                    null,
                    null,
                    "m",
                    "stop",
                    "hi",
                    null,
                    1L,
                    1L));
        }
        try (Journal journal = Journal.open(file("own"), 0, line -> {})) {
            assertThatThrownBy(() -> journal.merge(gateways))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining(gateways + " is a gateway's journal")
                    .hasMessageContaining("harvest.gateway.journal");
            List<JournalLine> lines = new ArrayList<>();
            journal.lines(lines::add);
            assertThat(lines).isEmpty();
        }
    }
}
