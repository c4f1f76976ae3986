package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    @Test
    void messagesNameOptionsAndTheCommandToTypeNextIsPrinted() throws IOException {
        Path file = Files.writeString(
                dir.resolve("chats log.jsonl"), "{\"asked\":\"Where is it?\",\"topic\":\"delivery\"}\n");
        String out = dir.resolve("samples.jsonl").toString();
        Outcome refused = Outcome.of("import", file.toString(), "--out", out);
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.error())
                .contains("has no column 'text'; it has asked, topic. Give --text-column with one of them")
                .doesNotContain("harvest.recorded");
        Outcome both = Outcome.of(
                "import",
                Files.writeString(
                                dir.resolve("both.jsonl"),
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":"
                                        + "\"a\"}],\"label\":\"b\"}\n")
                        .toString(),
                "--out",
                out);
        assertThat(both.error())
                .contains("Give --label-column=label, or --label-column=messages for the assistant's turn");
        assertThat(Outcome.of(
                                "import",
                                Files.writeString(dir.resolve("t.csv"), "text|label\nq|a\n")
                                        .toString(),
                                "--out",
                                out)
                        .error())
                .contains("Give --delimiter='|'");
        assertThat(Outcome.of(
                                "import",
                                Files.writeString(dir.resolve("e.csv"), "text,label\n")
                                        .toString(),
                                "--out",
                                out)
                        .error())
                .endsWith("has a header and no row. Leave it out, or make it again.");

        Outcome inspected =
                Outcome.of("import", "--inspect", file.toString(), "--text-column=asked", "--attribute-column=topic");
        assertThat(inspected.exitCode()).as("%s", inspected.errors()).isZero();
        String command = inspected.out().get(9);
        assertThat(command)
                .isEqualTo("dasllm import '" + file + "' --text-column=asked --label-column=topic"
                        + " --attribute-column=topic --out samples.jsonl");
        assertThat(inspected.out().get(8)).contains("label_column: \"topic\", attribute_columns: [\"topic\"]}}");
        Outcome imported = Outcome.of(
                "import",
                file.toString(),
                "--text-column=asked",
                "--label-column=topic",
                "--attribute-column=topic",
                "--out",
                out);
        assertThat(imported.exitCode()).as("%s", imported.errors()).isZero();
        assertThat(imported.errors()).anyMatch(line -> line.endsWith(": 1 sample so far"));
    }

    @Test
    void anInspectedFileThatCannotBeImportedEndsTheCommandWithAnError() throws IOException {
        Path unusable = Files.writeString(dir.resolve("t.jsonl"), "{\"messages\":[]}\n");
        Outcome inspected = Outcome.of("import", "--inspect", unusable.toString());
        assertThat(inspected.exitCode()).isEqualTo(3);
        assertThat(inspected.out()).hasSize(10).anyMatch(line -> line.contains("the conversation is empty"));
        assertThat(inspected.error()).contains(unusable + " cannot be imported like this. The lines above say why");
        Path broken = Files.writeString(
                dir.resolve("u.jsonl"), "{\"instruction\":\"q\",\"output\":\"a\"}\n{\"instruction\":\"q\",\"output\":");
        Path good = Files.writeString(dir.resolve("v.jsonl"), "{\"instruction\":\"q\",\"output\":\"a\"}\n");
        Outcome two = Outcome.of("import", "--inspect", good.toString(), broken.toString());
        assertThat(two.exitCode()).isEqualTo(3);
        assertThat(two.out()).hasSize(20);
        assertThat(two.error()).startsWith("dasllm: " + broken + " cannot be imported");
    }

    @Test
    void whatIsNoParquetIsCalledThat() throws IOException {
        Path text = Files.writeString(dir.resolve("chats.parquet"), "not found");
        Path empty = Files.writeString(dir.resolve("none.parquet"), "");
        Path pointer = Files.writeString(
                dir.resolve("train.jsonl"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
        for (List<String> command :
                List.of(List.of("--inspect"), List.of("--out", dir.resolve("o").toString()))) {
            assertThat(with(text, command).error())
                    .startsWith("dasllm: " + text + " is no Parquet file: it does not begin with PAR1");
            assertThat(with(empty, command).error()).startsWith("dasllm: " + empty + " is empty");
            assertThat(with(pointer, command).error())
                    .contains(pointer + " is not the file itself: it says where Git LFS has it")
                    .contains("git lfs pull");
            assertThat(with(text, command).exitCode()).isEqualTo(3);
        }
    }

    private static Outcome with(Path file, List<String> options) {
        List<String> command = new ArrayList<>(List.of("import", file.toString()));
        command.addAll(options);
        return Outcome.of(command.toArray(new String[0]));
    }

    @Test
    void optionsThatDoNotApplyAreRefusedByName() throws IOException {
        Path file = Files.writeString(dir.resolve("t.jsonl"), "{\"instruction\":\"q\",\"output\":\"a\"}\n");
        String out = dir.resolve("out").toString();
        Outcome weights = Outcome.of("import", file.toString(), "--weights=bfloat16", "--out", out);
        assertThat(weights.exitCode()).isEqualTo(2);
        assertThat(weights.error()).contains("--weights is for models, and this imports recorded answers");
        Outcome format = Outcome.of("import", "ollama:none", "--format=alpaca", "--out", out);
        assertThat(format.exitCode()).isEqualTo(2);
        assertThat(format.error()).contains("--format is for recorded answers, and ollama:none is a model");
        Outcome inspected = Outcome.of("import", "--inspect", file.toString(), "--out", out);
        assertThat(inspected.exitCode()).isEqualTo(2);
        assertThat(inspected.error()).contains("--out names a file to write, and --inspect writes nothing");
    }
}
