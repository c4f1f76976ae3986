package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.dasllm.harvest.config.RecordedKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed files: as they are meant, damaged, and larger than the memory. */
class UnpackedTest {
    private static final int ROWS = 150_000;

    @TempDir
    Path dir;

    private static byte[] packed(String ending, byte[] content) throws IOException {
        if (ending.equals("zst")) {
            return Zstd.compress(content);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] rows(int count) {
        StringBuilder rows = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            rows.append("{\"text\":\"question ").append(random.nextLong()).append("\",\"label\":\"a\"}\n");
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Recorded file(String name, byte[] content) throws IOException {
        return Recorded.of(Files.write(dir.resolve(name), content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void everyTextIsReadPackedToo(String ending) throws IOException {
        byte[] lines = "\uFEFF{\"text\":\"q\",\"label\":\"a\"}\n{\"text\":\"r\",\"label\":\"b\"}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] array =
                "[{\"text\":\"q\",\"label\":\"a\"},{\"text\":\"r\",\"label\":\"b\"}]".getBytes(StandardCharsets.UTF_8);
        byte[] csv = "text,label\nq,a\nr,b\n".getBytes(StandardCharsets.UTF_8);
        assertThat(file("t.jsonl." + ending, packed(ending, lines)).labels()).containsExactly("a", "b");
        assertThat(file("t.json." + ending, packed(ending, array)).labels()).containsExactly("a", "b");
        assertThat(file("t.csv." + ending, packed(ending, csv)).labels()).containsExactly("a", "b");
        // What a file is stands in its first bytes, not in its name.
        assertThat(file("t.jsonl", packed(ending, lines)).samples().get(0).id()).isEqualTo("t-1");
        assertThat(file("u", packed(ending, array)).labels()).containsExactly("a", "b");
        assertThat(file("t.jsonl." + ending, lines).labels()).containsExactly("a", "b");
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(packed(ending, "text,label\nq,a\n".getBytes(StandardCharsets.UTF_8)));
        members.write(packed(ending, "r,b\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(file("m.csv." + ending, members.toByteArray()).labels()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void aFileThatWasCutOffIsNamedWithItsLine(String ending) throws IOException {
        byte[] whole = packed(ending, rows(20_000));
        String name = "t.jsonl." + ending;
        file(name, Arrays.copyOf(whole, whole.length / 2))
                .refusal()
                .matches(java.util.regex.Pattern.quote(dir.resolve(name).toString())
                        + ", line \\d+: the (gzip|zstd) data end too early; the file was cut off\\."
                        + " Fetch or make the file again; (gzip|zstd) -t \\S+ tests it\\.");
        file(name, Arrays.copyOf(whole, 6)).refusal().contains("data end too early; the file was cut off");
    }

    /** A zstd frame need not have a checksum, and then not every damage is found. */
    @ParameterizedTest
    @ValueSource(strings = "gz")
    void aDamagedFileIsRefused(String ending) throws IOException {
        byte[] broken = packed(ending, rows(20_000));
        for (int i = broken.length / 2; i < broken.length / 2 + 64; i++) {
            broken[i] ^= 0x5a;
        }
        Recorded recorded = file("t.jsonl." + ending, broken);
        recorded.refusal().startsWith(dir.resolve("t.jsonl." + ending).toString());
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        byte[] broken = packed("gz", rows(10));
        broken[broken.length - 6] ^= 1;
        file("t.jsonl.gz", broken)
                .refusal()
                .contains("t.jsonl.gz, line 11: the gzip data are damaged (Corrupt GZIP trailer)");
    }

    @Test
    void whatIsInTheCompressedFileIsJudgedLikeAnyOther() throws IOException {
        file("t.jsonl.gz", packed("gz", new byte[0])).refusal().contains("t.jsonl.gz holds no row");
        file("t.csv.gz", packed("gz", new byte[0])).refusal().contains("t.csv.gz is empty");
        file("t.csv.gz", packed("gz", "text,label\nn\u00e9,a\n".getBytes(StandardCharsets.ISO_8859_1)))
                .refusal()
                .contains("is not UTF-8 text: line 2");
        file("t.jsonl.gz", packed("gz", packed("gz", rows(2)))).refusal().contains("is compressed with gzip");
        file(
                        "t.jsonl.zst",
                        packed("zst", "{\"text\":\"q\",\"label\":\"a\"}\n{\"text\":".getBytes(StandardCharsets.UTF_8)))
                .refusal()
                .contains("t.jsonl.zst:2 does not parse");
        file("t.jsonl.bz2", new byte[] {'B', 'Z', 'h', '9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0, 0})
                .refusal()
                .contains("bzip2 -dc");
    }

    /** Reads files in a process of little memory. */
    static final class InLittleMemory {
        private InLittleMemory() {}

        public static void main(String[] files) {
            for (String file : files) {
                RecordedConfig config = new RecordedConfig(
                        List.of(new RecordedFile(Path.of(file), null)), "text", null, null, null, List.of(), null, ",");
                RecordedImport.Result result = RecordedImport.write(
                        config, RecordedKeys.RUN_FILE, sample -> sample, Path.of(file + ".samples"), Progress.SILENT);
                System.out.println(result.samples());
            }
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void filesLargerThanTheMemoryAreReadRowByRow() throws Exception {
        Path lines = large("lines.jsonl.gz", "", "\n", "");
        Path array = large("array.json.gz", "[", ",", "{\"text\":\"last\",\"label\":\"b\"}]");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        InLittleMemory.class.getName(),
                        lines.toString(),
                        array.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEqualTo(ROWS + System.lineSeparator() + (ROWS + 1) + System.lineSeparator());
        assertThat(process.waitFor()).isZero();
        assertThat(Files.size(Path.of(lines + ".samples"))).isGreaterThan(150L << 20);
    }

    /** More than 150 MB of rows of a kilobyte, on one line or many. */
    private Path large(String name, String before, String between, String after) throws IOException {
        Path file = dir.resolve(name);
        byte[] row = ("{\"text\":\"" + "a long question ".repeat(64) + "\",\"label\":\"a\"}" + between)
                .getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(before.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < ROWS; i++) {
                out.write(row);
            }
            out.write(after.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    @Test
    void aLineOfTwoHundredMegabytesIsNamed() throws IOException {
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        for (String begin :
                new String[] {"{\"text\":\"q\",\"label\":\"a\"}\n{\"text\":\"", "[{\"text\":[\"", "{\n\"text\":[\""}) {
            Path file = dir.resolve("t.json.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
                out.write(begin.getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < 200; i++) {
                    out.write(piece);
                    out.write(begin.contains("[") ? "\",\"".getBytes(StandardCharsets.UTF_8) : new byte[0]);
                }
            }
            Recorded.of(file).refusal().contains("t.json.gz").contains("longer than 6");
        }
        String csv = "text,label\n\"" + "y".repeat(17 << 20);
        Recorded.of(Files.writeString(dir.resolve("t.csv"), csv))
                .refusal()
                .contains("t.csv, line 2: the value of column 1 is longer than");
    }
}
