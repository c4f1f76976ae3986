package org.dasllm.dataset.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotSamplesTest {
    private static final String LINE = "{\"id\":\"a\"}\n";

    @TempDir
    Path dir;

    private void refused(byte[] bytes, String what) throws IOException {
        Path input = Files.write(dir.resolve("in.jsonl"), bytes);
        Path work = dir.resolve("work");
        assertThatThrownBy(() -> EmbeddedCuration.run(
                        CurateConfig.defaults(),
                        Optional.empty(),
                        List.of(input),
                        dir.resolve("out"),
                        work,
                        Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(input + "")
                .hasMessageContaining(" is " + what)
                .hasMessageNotContaining("\n");
        assertThat(work).as("Spark was not started").doesNotExist();
    }

    @Test
    void packedFilesAreNamed() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(LINE.getBytes(ISO_8859_1));
        }
        refused(gzip.toByteArray(), "compressed with gzip");
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("in.jsonl"));
            out.write(LINE.getBytes(ISO_8859_1));
        }
        refused(zip.toByteArray(), "a zip archive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "X-UTF-32LE-BOM"})
    void wideTextIsNamed(String charset) throws IOException {
        byte[] bytes = LINE.getBytes(Charset.forName(charset));
        assertThatThrownBy(() -> NotSamples.refuse(bytes, "in.jsonl")).hasMessageContaining("UTF-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "`[{\"id\": 1}]`; a JSON array",
                "`  \n [`; a JSON array",
                "`\u00ef\u00bb\u00bf[\n{}]`; a JSON array",
                "`{\n  \"id\": 1\n}`; JSON over several lines",
                "PAR1\u0015x; a Parquet file",
                "Obj\u0001x; an Avro file",
                "`SQLite format 3\u0000x`; an SQLite database",
                "`\u0001\u0000b`; a binary file",
            })
    void otherFormatsAreNamed(String text, String what) throws IOException {
        refused(text.getBytes(ISO_8859_1), what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", LINE, "\ufeff" + LINE, "\n\n" + LINE, "{oops", "{\"a\": [1]}", "text,label\nx,y\n"})
    void anythingElseIsAMatterOfItsLines(String text) {
        assertThatCode(() -> NotSamples.refuse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), "f"))
                .doesNotThrowAnyException();
    }
}
