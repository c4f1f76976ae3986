package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded answers by the command line, Parquet among them. */
class ImportCommandTest {
    /** A conversation as datasets of the Hugging Face Hub have it. */
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            "message schema { optional group messages (LIST) { repeated group list { optional group element { optional"
                    + " binary content (STRING); optional binary role (STRING); } } } optional binary source (STRING);"
                    + " optional int32 day (DATE); optional int64 at (TIMESTAMP(MICROS,true)); optional int32 price"
                    + " (DECIMAL(9,2)); optional double score; optional boolean checked; optional group tags (MAP) {"
                    + " repeated group key_value { required binary key (STRING); optional int64 value; } } }");

    @TempDir
    Path dir;

    private Path parquet(CompressionCodecName codec, int rows) throws IOException {
        Path file = dir.resolve("chats-" + codec + ".parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .withCompressionCodec(codec)
                .build()) {
            for (int i = 0; i < rows; i++) {
                Group row = new SimpleGroup(SCHEMA);
                Group messages = row.addGroup("messages");
                turn(messages, "user", "question " + i);
                turn(messages, "assistant", i % 2 == 0 ? "yes" : "no");
                row.append("day", 20_000).append("at", 1_700_000_000_000_001L).append("price", 1250);
                row.append("score", 0.5).append("checked", true);
                row.addGroup("tags").addGroup("key_value").append("key", "a.b").append("value", 7L);
                writer.write(row);
            }
        }
        return file;
    }

    private static void turn(Group messages, String role, String content) {
        messages.addGroup("list").addGroup("element").append("content", content).append("role", role);
    }

    @Test
    void parquetIsReadAndInspected() throws IOException {
        for (CompressionCodecName codec :
                List.of(CompressionCodecName.SNAPPY, CompressionCodecName.ZSTD, CompressionCodecName.GZIP)) {
            Path file = parquet(codec, 3);
            Path out = dir.resolve(codec + ".jsonl");
            Outcome outcome = Outcome.of(
                    "import",
                    file.toString(),
                    "--gold",
                    "answer",
                    "--attribute-column",
                    "day",
                    "--attribute-column",
                    "price",
                    "--attribute-column",
                    "at",
                    "--out",
                    out.toString());
            assertThat(outcome.exitCode()).as("%s", outcome.errors()).isZero();
            assertThat(outcome.out()).containsExactly(out.toString());
            List<Sample> samples = SampleFile.read(out);
            assertThat(samples).extracting(Sample::completion).containsExactly("yes", "no", "yes");
            assertThat(samples).extracting(Sample::gold).containsExactly("yes", "no", "yes");
            assertThat(samples.get(2).prompt()).containsExactly(Message.user("question 2"));
            assertThat(samples.get(0).attributes())
                    .containsEntry("day", "2024-10-04")
                    .containsEntry("price", "12.50")
                    .containsEntry("at", "2023-11-14T22:13:20.000001Z");
            Outcome inspected = Outcome.of("import", "--inspect", file.toString());
            assertThat(inspected.exitCode()).isZero();
            assertThat(inspected.out())
                    .hasSize(10)
                    .contains(
                            file + ": Parquet; looked at 3 rows",
                            "format: messages, OpenAI's and Anthropic's messages",
                            "first problem: none");
        }
    }

    @Test
    void aParquetFileThatIsNotWholeIsOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(parquet(CompressionCodecName.SNAPPY, 500));
        Path file = Files.write(dir.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length - 9));
        Outcome cut = Outcome.of(
                "import", file.toString(), "--out", dir.resolve("out.jsonl").toString());
        assertThat(cut.exitCode()).isEqualTo(3);
        assertThat(cut.error()).startsWith("dasllm: " + file + " is no whole Parquet file: ");
        for (int i = 40; i < 400; i++) {
            whole[i] ^= 0x55;
        }
        Files.write(file, whole);
        Outcome damaged = Outcome.of(
                "import", file.toString(), "--out", dir.resolve("out.jsonl").toString());
        assertThat(damaged.exitCode()).isEqualTo(3);
        assertThat(damaged.error()).startsWith("dasllm: " + file + ", row ").contains("the Parquet data are damaged");
        assertThat(dir.resolve("out.jsonl")).doesNotExist();
    }

    @Test
    void answersAreImportedWithTheKeysOfARunFileAsOptions() throws IOException {
        Path file =
                Files.writeString(dir.resolve("log.csv"), "day;message;topic\n1;Where is it?;delivery\n2;Too late;\n");
        Path out = dir.resolve("samples.jsonl");
        Outcome outcome = Outcome.of(
                "import",
                file.toString(),
                "--text-column=message",
                "--label-column=topic",
                "--delimiter=;",
                "--system=Name the topic.",
                "--out",
                out.toString());
        assertThat(outcome.exitCode()).as("%s", outcome.errors()).isZero();
        assertThat(outcome.errors())
                .anyMatch(
                        line -> line.contains("1 row left out: the label is empty (the first is " + file + ", row 2"));
        assertThat(SampleFile.read(out))
                .singleElement()
                .satisfies(sample -> assertThat(sample.prompt())
                        .containsExactly(Message.system("Name the topic."), Message.user("Where is it?")));
        assertThat(Outcome.of("import", file.toString(), "--out", out.toString())
                        .error())
                .contains("is there already");
        assertThat(Outcome.of("import", file.toString()).exitCode()).isEqualTo(2);
        assertThat(Outcome.of("import", dir.resolve("none.csv").toString(), "--inspect")
                        .error())
                .contains("There is no file ");
        assertThat(Outcome.of("import", "--inspect", "ollama:none").error()).contains("is a model");
    }
}
