package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileTest {
    private static final String TEXT = "text,label\r\nÄrger 😀 \u2028 und\tso weiter,a\n";

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "UTF-8, ''",
        "UTF-8, efbbbf",
        "UTF-16LE, fffe",
        "UTF-16BE, feff",
        "UTF-32LE, fffe0000",
        "UTF-32BE, 0000feff",
    })
    void aByteOrderMarkIsTakenForWhatItSays(String charset, String mark) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(HexFormat.of().parseHex(mark));
        bytes.write(TEXT.getBytes(Charset.forName(charset)));
        Path file = Files.write(dir.resolve("a.csv"), bytes.toByteArray());
        assertThat(TextFile.read(file)).isEqualTo(TEXT);
        assertThat(TextFile.decode(bytes.toByteArray(), "a.csv")).isEqualTo(TEXT);
        try (var reader = TextFile.reader(file)) {
            assertThat(reader.lines().toList()).containsExactly("text,label", "Ärger 😀 \u2028 und\tso weiter,a");
        }
    }

    @Test
    void anEmptyFileAndAMarkAloneAreEmptyTexts() throws IOException {
        assertThat(TextFile.read(Files.write(dir.resolve("e"), new byte[0]))).isEmpty();
        assertThat(TextFile.read(Files.writeString(dir.resolve("m"), "\uFEFF"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b0800, is compressed with gzip",
        "28b52ffd24, is compressed with zstd",
        "425a6839314159265359, is compressed with bzip2",
        "fd377a585a0000, is compressed with xz",
        "04224d1864, is compressed with lz4",
        "504b030414000000, is a zip archive",
        "377abcaf271c0004, is a 7-Zip archive",
        "526172211a0700, is a RAR archive",
        "504152311504, is a Parquet file",
        "4152524f57310000, is an Arrow file",
        "ffffffff70010000, is a stream of Arrow data",
        "4f52430a04, is an ORC file",
        "4f626a0104, is an Avro file",
        "53514c69746520666f726d6174203300, is an SQLite database",
        "894844460d0a1a0a, is an HDF5 file",
        "255044462d312e37, is a PDF document",
        "7b5c72746631, is an RTF document",
        "80049520, is a Python pickle",
        "4747554603000000, is a GGUF model",
        "d0cf11e0a1b11ae1, is a workbook or document of an older Office",
        "89504e470d0a1a0a, is a PNG image",
        "7f454c4602010100, is a binary file",
        "0000000000000000, is a binary file",
    })
    void whatAFileIsInstead(String hex, String what) throws IOException {
        Path file = Files.write(dir.resolve("a.jsonl"), HexFormat.of().parseHex(hex));
        assertThatThrownBy(() -> TextFile.read(file))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith(file + " " + what);
        assertThatThrownBy(() -> JsonLines.readAll(file, Object.class))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith(file + " " + what);
        assertThatThrownBy(() -> TextFile.decode(HexFormat.of().parseHex(hex), "x"))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("x " + what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PAR1,label\n",
                "BZh9 is a word",
                "ORC\t1",
                "%PD",
                "Obj,x",
                "GGUF\n",
                "PK\tx",
                "Rar!",
                "7z",
                "ustar",
            })
    void aTextThatOnlyBeginsLikeAnotherFileIsText(String text) throws IOException {
        assertThat(TextFile.read(Files.writeString(dir.resolve("a.csv"), text))).isEqualTo(text);
    }

    @Test
    void theCommandThatUnpacksIsNamedAsAShellTakesIt() throws IOException {
        Path file = dir.resolve("it's gz.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> TextFile.read(file))
                .hasMessageContaining("Run gzip -dc '" + dir + "/it'\\''s gz.jsonl.gz' > '" + dir
                        + "/it'\\''s gz.jsonl' and name the new file.");
    }

    @ParameterizedTest
    @CsvSource({
        "[Content_Types].xml, an Excel workbook or another office document",
        "_rels/.rels, an Excel workbook or another office document",
        "mimetype, an Excel workbook or another office document",
        "data.jsonl, a zip archive",
    })
    void anOfficeFileIsNotCalledAnArchive(String entry, String what) throws IOException {
        Path file = dir.resolve("a.csv");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            ZipEntry first = new ZipEntry(entry);
            byte[] content = "application/vnd.oasis.opendocument.spreadsheet".getBytes(StandardCharsets.US_ASCII);
            if (entry.equals("mimetype")) {
                first.setMethod(ZipEntry.STORED);
                first.setSize(content.length);
                java.util.zip.CRC32 crc = new java.util.zip.CRC32();
                crc.update(content);
                first.setCrc(crc.getValue());
            }
            out.putNextEntry(first);
            out.write(content);
        }
        assertThatThrownBy(() -> TextFile.read(file)).hasMessageStartingWith(file + " is " + what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void wideTextWithoutItsMarkIsNamed(String charset) throws IOException {
        Path file = Files.write(dir.resolve("a.csv"), TEXT.getBytes(Charset.forName(charset)));
        assertThatThrownBy(() -> TextFile.read(file))
                .hasMessageStartingWith(file + " is " + charset + " text without the mark")
                .hasMessageContaining(
                        "Run iconv -f " + charset + " -t UTF-8 " + file + " > " + dir + "/a-utf8.csv and");
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1252, 'a\nGrüße\n', 'line 2 holds the byte 0xFC (byte 4 of the file), which would be ''ü'' in Windows-1252'",
        "windows-1252, 'a\nCita Romíntica\n', 'line 2 holds the byte 0xED (byte 10 of the file), which would be ''í'' in Windows-1252'",
        "windows-1252, 'a\r\nb\r\n“x”\r\n', 'line 3 holds the byte 0x93'",
        "ISO-8859-1, 'a\rb\ré', 'line 3 holds the byte 0xE9'",
        "ISO-8859-1, 'é', 'line 1 holds the byte 0xE9 (byte 0 of the file)'",
        "GB18030, 'x\n你好', 'line 2 holds the byte 0xC4 (byte 2 of the file); it may be GB18030'",
        "windows-1251, 'привет', 'line 1 holds the byte 0xEF (byte 0 of the file); it may be GB18030, Shift_JIS, Windows-1251'",
    })
    void anotherEncodingIsNamedWithItsLine(String charset, String text, String what) throws IOException {
        Path file = Files.write(dir.resolve("a.csv"), text.getBytes(Charset.forName(charset)));
        assertThatThrownBy(() -> TextFile.read(file))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith(file + " is not UTF-8 text: " + what)
                .hasMessageContaining("-t UTF-8 " + file + " > " + dir + "/a-utf8.csv and name the new file.");
    }

    @Test
    void aFileThatEndsWithinACharacterWasCutOff() {
        byte[] whole = "a\n😀".getBytes(StandardCharsets.UTF_8);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
        assertThatThrownBy(() -> TextFile.decode(cut, "x"))
                .hasMessageStartingWith("x ends within a character, in line 2: it was cut off");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "700, 701"})
    void aNulByteIsFoundByItsLine(int linesBefore, int line) {
        byte[] bytes = ("some text\n".repeat(linesBefore) + "some\0text").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TextFile.decode(bytes, "x"))
                .hasMessageStartingWith("x, line " + line + " holds a NUL byte");
    }

    @Test
    void charactersAcrossTheBuffersEndAreWhole() {
        for (int shift = 0; shift < 4; shift++) {
            String text = "x".repeat(shift) + "€😀\n".repeat(40_000);
            assertThat(TextFile.decode(text.getBytes(StandardCharsets.UTF_8), "x"))
                    .isEqualTo(text);
        }
    }

    @Test
    void readingInPiecesAndFromAMarkGivesTheSameText() throws IOException {
        Path file = Files.writeString(dir.resolve("a"), TEXT);
        for (int size = 1; size < 5; size++) {
            char[] text = new char[TEXT.length() + 20];
            try (var decoder = TextDecoder.of(Files.newInputStream(file), 100)) {
                int length = 7;
                for (int read = decoder.read(text, 7, size); read >= 0; read = decoder.read(text, length, size)) {
                    length += read;
                }
                assertThat(new String(text, 7, length - 7)).isEqualTo(TEXT);
            }
        }
        try (var reader = TextFile.reader(file)) {
            reader.mark(1 << 16);
            reader.skip(5);
            reader.reset();
            StringWriter out = new StringWriter();
            reader.transferTo(out);
            assertThat(out.toString()).isEqualTo(TEXT);
        }
    }

    @Test
    void aLineWithoutAnEndIsRefused() throws IOException {
        byte[] bytes = ("ok\n" + "x".repeat(3 << 20)).getBytes(StandardCharsets.UTF_8);
        try (TextDecoder decoder = TextDecoder.of(new ByteArrayInputStream(bytes), 2 << 20)) {
            assertThatThrownBy(() -> decoder.transferTo(new StringWriter()))
                    .hasMessage(", line 2 is longer than 2 million characters");
        }
    }

    @Test
    void aFolderAndAFileThatIsNotThereAreNamed() {
        assertThatThrownBy(() -> TextFile.read(dir)).hasMessageStartingWith(dir + " is a folder, not a file");
        assertThatThrownBy(() -> TextFile.read(dir.resolve("no"))).hasMessageStartingWith("There is no file " + dir);
    }

    @Test
    void whatPeopleSentUs() {
        Path trials = Path.of(System.getProperty("dasllm.shared"), "data/trials");
        Assumptions.assumeTrue(Files.isDirectory(trials), "trials: ../shared/data/trials is absent");
        assertThat(TextFile.read(trials.resolve("utf16.csv"))).isEqualTo("text,label\nMy card was stolen,fraud\n");
        assertThat(TextFile.read(trials.resolve("bom.jsonl"))).startsWith("{\"text\"");
        assertThatThrownBy(() -> TextFile.read(trials.resolve("gz.jsonl.gz"))).hasMessageContaining("gzip -dc ");
        assertThat(List.of("array.json", "kto.jsonl"))
                .allSatisfy(
                        name -> assertThat(TextFile.read(trials.resolve(name))).isNotEmpty());
    }
}
