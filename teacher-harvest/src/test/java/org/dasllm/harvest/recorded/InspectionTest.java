package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
    @TempDir
    Path dir;

    private static List<String> lines(Path file) {
        List<String> lines = Inspection.of(new RecordedConfig(
                        List.of(new RecordedFile(file, null)), "text", null, null, null, List.of(), null, ","))
                .lines();
        assertThat(lines).hasSize(10).noneMatch(line -> line.contains("\n"));
        return lines;
    }

    @Test
    void aFileOfMessages() throws URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(InspectionTest.class.getResource("/imports/openai-tools.jsonl"))
                .toURI());
        assertThat(lines(file))
                .containsExactly(
                        file + ": JSON Lines; looked at 3 rows",
                        "format: messages, OpenAI's and Anthropic's messages",
                        "columns: messages (array), parallel_tool_calls (true or false, in 1 row), tools (array, in 2"
                                + " rows)",
                        "turns: 3 answer, 2 assistant, 1 system, 2 tool, 4 user; tools: in 2 samples, of which 1 answers"
                                + " with a call",
                        "label: the conversation's last answer; 3 samples, 3 different answers",
                        "right answer: none; --gold=answer, if the last answers are known to be right",
                        "left out or to be known: 1 row with an earlier turn of weight 0, which train.loss_on"
                                + " assistant would learn (the first is " + file + ", row 3)",
                        "first problem: none",
                        "harvest: {recorded: {files: [{path: \"" + file + "\"}], format: messages}}",
                        "dasllm import " + file + " --format=messages --out samples.jsonl");
    }

    @Test
    void aColumnOfConversationsIsTheText() throws IOException {
        Path file = Files.writeString(dir.resolve("samples.jsonl"), """
                {"id":"a","prompt":[{"role":"user","content":"Where is my parcel?"}],"gold":"delivery"}
                {"id":"b","prompt":[{"role":"user","content":"It is late"}],"gold":"delivery"}
                {"id":"c","prompt":[{"role":"user","content":"I want my money back"}],"gold":"refund"}
                """);
        assertThat(lines(file))
                .contains(
                        "label: the column gold; 3 samples, 2 different answers",
                        "first problem: none",
                        "harvest: {recorded: {files: [{path: \"" + file
                                + "\"}], text_column: \"prompt\", label_column: \"gold\"}}",
                        "dasllm import " + file + " --text-column=prompt --label-column=gold --out samples.jsonl");
    }

    @Test
    void aTableWhoseColumnsHaveToBeNamed() throws IOException {
        Path file = Files.writeString(dir.resolve("log.csv"), """
                day;message;topic
                1;Where is my parcel?;delivery
                2;I want my money back;refund
                3;It is late;delivery
                """);
        assertThat(lines(file))
                .contains(
                        file + ": CSV, ';' between columns; looked at 3 rows",
                        "label: the column topic; 3 samples, 2 different answers",
                        "first problem: none",
                        "harvest: {recorded: {files: [{path: \"" + file
                                + "\"}], delimiter: \";\", text_column: \"message\"," + " label_column: \"topic\"}}",
                        "dasllm import " + file + " --delimiter=';' --text-column=message --label-column=topic"
                                + " --out samples.jsonl");
    }

    @Test
    void theFirstProblemIsNamedWithItsRow() throws IOException {
        Path file = Files.writeString(
                dir.resolve("t.jsonl"), "{\"instruction\":\"q\",\"output\":\"a\"}\n{\"instruction\":\"q\",\"output\":");
        assertThat(lines(file))
                .contains("format: alpaca, instruction, input and output")
                .anyMatch(line -> line.startsWith("first problem: " + file + ":2 does not parse: "));
        Path two = Files.writeString(dir.resolve("u.jsonl"), "{\"messages\":[],\"conversations\":[]}\n");
        assertThat(lines(two))
                .anyMatch(line ->
                        line.startsWith("first problem: " + two + ", row 1: it could be read as messages or sharegpt"));
    }

    @Test
    void aFileThatHoldsNothingIsRefused() throws IOException {
        Path file = Files.writeString(dir.resolve("t.jsonl"), "");
        assertThatThrownBy(() -> lines(file))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("holds no row");
    }
}
