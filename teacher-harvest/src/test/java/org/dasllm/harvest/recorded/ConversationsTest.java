package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationsTest {
    @TempDir
    Path dir;

    private Recorded rows(String... rows) {
        return Recorded.of(dir, "t.jsonl", String.join("\n", rows) + "\n").text("messages");
    }

    private static String conversation(String turns) {
        return "{\"messages\":[" + turns + "]}";
    }

    private static Path trial(String name) {
        Path trials = Path.of(System.getProperty("dasllm.shared"), "data/trials");
        Assumptions.assumeTrue(Files.isDirectory(trials), "trials: ../shared/data/trials is absent");
        return trials.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"refusal\":null",
                "\"annotations\":[]",
                "\"audio\":null",
                "\"function_call\":null,\"tool_calls\":null",
                "\"tool_calls\":[]",
                "\"name\":\"bot\"",
                "\"weight\":1",
                "\"weight\":1.0",
                "\"weight\":null",
                "\"reasoning_content\":\"\"",
                "\"metadata\":{}",
                "\"refusal\":\"\"",
                "\"reasoning_content\":\"hm\"",
            })
    void keysThatSayNothingArePassedOver(String keys) {
        Sample sample = rows(conversation("{\"role\":\"user\",\"content\":\"q\",\"name\":\"Anna\"},"
                        + "{\"role\":\"assistant\",\"content\":\"a\"," + keys + "}"))
                .samples()
                .get(0);
        assertThat(sample.prompt()).containsExactly(Message.user("q"));
        assertThat(sample.completion()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\"}] | turn 2 of 'messages':"
                        + " tool_calls, call 1 has no name of a tool",
                "\"role\":\"assistant\",\"content\":null,\"tool_calls\":{\"id\":\"1\"} | turn 2 of 'messages':"
                        + " tool_calls is an object, not an array",
                "\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"type\":\"custom\"}] | turn 2 of"
                        + " 'messages': tool_calls, call 1 is of type 'custom', and only functions",
                "\"role\":\"user\",\"content\":\"a\",\"function_call\":{\"name\":\"f\"} | turn 2 of 'messages' calls a"
                        + " tool, and is a turn of the user",
                "\"role\":\"assistant\",\"content\":\"a\",\"audio\":{\"id\":\"x\"} | turn 2 of 'messages' has 'audio'",
                "\"role\":\"assistant\",\"content\":\"a\",\"refusal\":\"I cannot\" | turn 2 of 'messages' has"
                        + " 'refusal'",
                "\"role\":\"assistant\",\"content\":\"a\",\"annotations\":[{\"type\":\"url_citation\"}] | turn 2 of"
                        + " 'messages' has 'annotations'",
                "\"role\":\"assistant\",\"content\":\"a\",\"weight\":0.5 | turn 2 of 'messages': weight is 0.5, and"
                        + " can be 0 or 1",
                "\"role\":\"assistant\",\"content\":\"a\",\"weight\":\"1\" | turn 2 of 'messages': weight is \"1\"",
                "\"role\":\"tool\",\"content\":\"a\" | a turn is a tool's result, and there is no call before it",
                "\"role\":null,\"content\":\"a\" | turn 2 of 'messages' has the role 'null'",
                "\"role\":\"assistant\",\"content\":5 | turn 2 of 'messages': content is a number, not a text",
                "\"role\":\"assistant\",\"content\":{\"a\":1} | turn 2 of 'messages': content is an object, not a text",
                "\"role\":\"assistant\" | turn 2 of 'messages' has no 'content'; it has role",
                "\"role\":\"assistant\",\"text\":\"a\" | turn 2 of 'messages' has 'text', which a sample cannot hold",
                "\"content\":\"a\" | turn 2 of 'messages' has 'content', which a sample cannot hold",
                "\"role\":\"assistant\",\"content\":[{\"type\":\"image_url\",\"image_url\":{}}] | turn 2 of"
                        + " 'messages': content, part 1 is a part of type 'image_url'",
                "\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"refusal\",\"refusal\":\"no\"}]"
                        + " | turn 2 of 'messages': content, part 2 is a part of type 'refusal'",
                "\"role\":\"assistant\",\"content\":[\"a\"] | turn 2 of 'messages': content, part 1 is a text, not an"
                        + " object",
                "\"role\":\"assistant\",\"content\":[{\"type\":\"text\"}] | turn 2 of 'messages': content, part 1 has"
                        + " no text",
            })
    void whatASampleCannotHoldIsRefusedByKeyAndRow(String turn, String what) {
        String good = conversation("{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}");
        rows(good, conversation("{\"role\":\"user\",\"content\":\"q\"},{" + turn + "}"))
                .refusal()
                .startsWith(dir.resolve("t.jsonl") + ", row 2: " + what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"just text\"", "5", "null", "[]"})
    void aTurnThatIsNoObjectIsRefused(String turn) {
        rows(conversation(turn))
                .refusal()
                .contains("row 1: turn 1 of 'messages' is ")
                .contains("not an object with role");
    }

    @Test
    void partsOfTextAreOneText() {
        Sample sample = rows(conversation(
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"one \"},"
                                + "{\"type\":\"input_text\",\"text\":\"two\"}]},"
                                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\",\"annotations\":[]}]}"))
                .samples()
                .get(0);
        assertThat(sample.prompt()).containsExactly(Message.user("one two"));
        assertThat(sample.completion()).isEqualTo("a");
    }

    @Test
    void aTurnOfWeightZeroIsNotLearnt() {
        String good = conversation("{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}");
        String last = conversation(
                "{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\",\"weight\":0}");
        assertThat(rows(good, last).dropped())
                .isEqualTo(Map.of("the label has weight 0, which says that it is not to be learnt", 1));
        String earlier = conversation(
                "{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\","
                        + "\"weight\":0},{\"role\":\"user\",\"content\":\"r\"},{\"role\":\"assistant\",\"content\":\"b\",\"weight\":1}");
        assertThat(rows(earlier).labels()).containsExactly("b");
        assertThat(rows(earlier).said())
                .containsExactly(
                        "1 row with an earlier turn of weight 0, which train.loss_on assistant would learn (the first"
                                + " is " + dir.resolve("t.jsonl") + ", row 1)");
    }

    @Test
    void shareGptAndItsRoles() {
        Recorded recorded = Recorded.of(dir, "t.jsonl", """
            {"conversations":[{"from":"system","value":"s"},{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}
            {"conversations":[{"from":"user","value":"q"},{"from":"assistant","value":"b"}],"id":"7"}
            """).text("conversations");
        assertThat(recorded.labels()).containsExactly("a", "b");
        assertThat(recorded.samples().get(0).prompt()).containsExactly(Message.system("s"), Message.user("q"));
        Recorded.of(
                        dir,
                        "t.jsonl",
                        "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"narrator\",\"value\":\"f\"}]}")
                .text("conversations")
                .refusal()
                .contains("turn 2 of 'conversations' has the role 'narrator'");
    }

    @Test
    void aDevelopersMessageIsTheSystemsAsInTheServer() {
        assertThat(rows(conversation("{\"role\":\"developer\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"q\"},"
                                + "{\"role\":\"assistant\",\"content\":\"a\"}"))
                        .samples()
                        .get(0)
                        .prompt())
                .containsExactly(Message.system("s"), Message.user("q"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"turns\":[{\"role\":\"user\",\"content\":\"q\"}]} | Set harvest.recorded.text_column to turns,"
                        + " which holds a conversation.",
                "{\"prompt\":\"q\",\"answer\":\"a\"} | Set harvest.recorded.text_column to prompt.",
                "{\"asked\":[{\"role\":\"user\",\"content\":\"q\"}],\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}]}"
                        + " | Set harvest.recorded.text_column to asked and harvest.recorded.label_column to choices,"
                        + " which",
                "{\"question\":\"q\",\"answer\":\"a\"} | Set harvest.recorded.text_column to one of them, or correct"
                        + " the file.",
            })
    void filesOfOtherLayoutsSayWhatToConfigure(String row, String remedy) {
        Recorded.of(dir, "t.jsonl", row)
                .refusal()
                .contains("has no column 'text'; it has ")
                .contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\",\"refusal\":null},\"finish_reason\":\"stop\",\"logprobs\":null}]",
                "[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}]",
                "{\"role\":\"assistant\",\"content\":\"a\"}",
                "[{\"role\":\"assistant\",\"content\":\"a\"}]",
                "\"a\"",
            })
    void aStoredAnswerIsItsText(String label) {
        assertThat(Recorded.of(
                                dir,
                                "t.jsonl",
                                "{\"input\":[{\"role\":\"user\",\"content\":\"q\"}],\"choices\":" + label + "}")
                        .text("input")
                        .label("choices")
                        .labels())
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"length\"", "\"content_filter\"", "\"error\"", "\"tool_calls\"", "null"})
    void aStoredAnswerThatWasNotFinishedIsLeftOut(String reason) {
        String row =
                "{\"text\":\"q\",\"label\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":%s}]}";
        assertThat(Recorded.of(dir, "t.jsonl", String.format(row, "\"stop\"") + "\n" + String.format(row, reason))
                        .dropped())
                .isEqualTo(Map.of("the label was not finished: finish_reason is " + reason, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}},{\"message\":{\"role\":\"assistant\",\"content\":\"b\"}}]"
                        + " | 'label' holds 2 answers",
                "[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}] | 'label' holds 2"
                        + " answers",
                "{\"role\":\"user\",\"content\":\"q\"} | the label is a turn of the user, not of the assistant",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]} | 'label': tool_calls, call"
                        + " 1 has no name of a tool",
            })
    void aStoredAnswerThatIsNoneIsRefused(String label, String what) {
        Recorded.of(dir, "t.jsonl", "{\"text\":\"q\",\"label\":" + label + "}")
                .refusal()
                .contains("row 1: " + what);
    }

    @Test
    void theAnswerIsNamedByTheTextsColumn() {
        assertThat(rows(
                                conversation(
                                        "{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}"),
                                conversation("{\"role\":\"user\",\"content\":\"q\"}"))
                        .label("messages")
                        .dropped())
                .isEqualTo(Map.of("the conversation does not end in an assistant's turn", 1));
        rows("{\"messages\":\"plain\"}")
                .label("messages")
                .refusal()
                .contains("'messages' is a text, not a conversation");
    }

    @Test
    void whatPeopleSentUs() {
        Sample sdk = Recorded.of(trial("sdk_messages.jsonl"))
                .text("messages")
                .samples()
                .get(0);
        assertThat(sdk.completion()).isEqualTo("fraud");
        assertThat(Recorded.of(trial("emptyconv.jsonl")).text("messages").dropped())
                .isEqualTo(Map.of("the conversation is empty", 1));
        assertThat(Recorded.of(trial("stored.jsonl")).labels()).containsExactly("fraud");
        assertThat(Recorded.of(trial("sdk_messages.jsonl")).labels()).containsExactly("fraud");
        Recorded.of(trial("kto.jsonl"))
                .refusal()
                .contains("the conversation ends in an assistant's turn, and there is 'label' too");
        assertThat(Recorded.of(trial("stored.jsonl"))
                        .text("input")
                        .label("choices")
                        .labels())
                .isEqualTo(List.of("fraud"));
    }
}
