package org.dasllm.dataset.curate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.parquet;
import static org.dasllm.dataset.curate.CuratedRows.sample;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.files.NotSamples;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON Lines as they come from broken disks and other programs: a row of the quarantine, or one line and no dataset. */
class CorruptLinesTest {
    private static final int LONG = 200 << 20;

    @TempDir
    Path dir;

    private static byte[] line(String id, String prompt) {
        return (Json.line(sample(id, "g" + id, "train", prompt, "x")) + "\n").getBytes(UTF_8);
    }

    private static void quarantined(Path out, String detail) {
        assertThat(parquet(out, "quarantine"))
                .singleElement()
                .satisfies(row -> assertThat(row.<String>getAs("detail")).contains(detail));
    }

    /** A line of more bytes than a heap of tests could hold as text; only its beginning is kept. */
    @Test
    void aLineOf200MegabytesIsQuarantinedAndItsNeighboursAreKept() throws IOException {
        Path input = dir.resolve("in.jsonl");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input))) {
            out.write(line("a", "first"));
            out.write("{\"id\": \"b\", \"group\": \"".getBytes(UTF_8));
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) 'y');
            for (int i = 0; i < LONG / block.length; i++) {
                out.write(block);
            }
            out.write("\"}\n".getBytes(UTF_8));
            out.write(line("c", "second"));
        }
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{}", out, input);
        assertThat(summary.rows("train")).isEqualTo(2);
        assertThat(summary.card().dropped()).containsOnlyKeys("line-too-long");
        Row row = parquet(out, "quarantine").get(0);
        assertThat(row.<String>getAs("line").length()).isBetween(100, 2000);
    }

    /** The last line as a writer left it that was killed. */
    @Test
    void halfALineIsQuarantined() throws IOException {
        byte[] second = line("b", "second");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(line("a", "first"));
        bytes.write(second, 0, second.length / 2);
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{}", out, Files.write(dir.resolve("in.jsonl"), bytes.toByteArray()));
        assertThat(summary.card().lines()).isEqualTo(2);
        assertThat(summary.card().dropped()).containsOnlyKeys("unparseable-line");
        assertThat(summary.rows("train")).isEqualTo(1);
    }

    /** Two files in two encodings that somebody joined, each with its byte order mark or none. */
    @Test
    void aLineInLatin1IsQuarantinedAmongLinesInUtf8() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\ufeff".getBytes(UTF_8));
        bytes.writeBytes(line("a", "Müller asks"));
        bytes.writeBytes(new String(line("b", "Möller asks"), UTF_8).getBytes(ISO_8859_1));
        bytes.writeBytes("\ufeff".getBytes(UTF_8));
        bytes.writeBytes(line("c", "Maier asks"));
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{}", out, Files.write(dir.resolve("in.jsonl"), bytes.toByteArray()));
        assertThat(summary.rows("train")).isEqualTo(2);
        quarantined(out, "the line is not UTF-8");
    }

    /** UTF-16 in the midst of UTF-8 has a line feed in half a character, and NUL bytes. */
    @Test
    void utf16InTheMidstIsQuarantined() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(line("a", "first"));
        bytes.writeBytes("x".repeat(NotSamples.HEAD).getBytes(UTF_8));
        bytes.writeBytes("\n".getBytes(UTF_8));
        bytes.writeBytes(new String(line("b", "second"), UTF_8).getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
        bytes.writeBytes("\n".getBytes(UTF_8));
        bytes.writeBytes(line("c", "third"));
        Path out = dir.resolve("out");
        CurationSummary summary = curate("{}", out, Files.write(dir.resolve("in.jsonl"), bytes.toByteArray()));
        assertThat(summary.rows("train")).isEqualTo(2);
        assertThat(summary.card().dropped()).containsOnlyKeys("unparseable-line");
    }

    /** Whole or not, a packed file is named as what it is; nothing is unpacked in part. */
    @Test
    void aCorruptGzipIsOneLineAndNoDataset() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(gzip)) {
            packed.write(line("a", "first"));
        }
        Path input = Files.write(dir.resolve("in.jsonl.gz"), Arrays.copyOf(gzip.toByteArray(), gzip.size() / 2));
        Path out = dir.resolve("out");
        assertThatThrownBy(() -> curate("{}", out, input))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("in.jsonl.gz is compressed with gzip")
                .hasMessageNotContaining("\n");
        assertThat(dir).isDirectoryNotContaining(path -> !path.equals(input));
    }
}
