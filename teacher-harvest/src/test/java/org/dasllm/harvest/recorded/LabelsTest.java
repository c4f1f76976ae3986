package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    private static final String ANSWERED =
            "\"text\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";

    @TempDir
    Path dir;

    private Recorded rows(String... rows) {
        return Recorded.of(dir, "t.jsonl", String.join("\n", rows) + "\n");
    }

    private static Path trial(String name) {
        Path trials = Path.of(System.getProperty("dasllm.shared"), "data/trials");
        Assumptions.assumeTrue(Files.isDirectory(trials), "trials: ../shared/data/trials is absent");
        return trials.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "\"x\"", "1", "0", "1.5", "{\"a\":1}", "[1]"})
    void aConversationWithItsAnswerAndALabelIsRefusedUnlessOneIsNamed(String label) {
        String row = "{" + ANSWERED + ",\"label\":" + label + "}";
        rows(row)
                .refusal()
                .startsWith(
                        dir.resolve("t.jsonl") + ", row 1: the conversation ends in an assistant's turn, and there is"
                                + " 'label' too: either could be the label")
                .contains("Set harvest.recorded.label_column to label, or to text for the assistant's turn");
        assertThat(rows(row).label("text").labels()).containsExactly("a");
        Sample configured = rows(row).label("label").samples().get(0);
        assertThat(configured.completion()).isEqualTo(label.replace("\"x\"", "x"));
        assertThat(configured.prompt()).containsExactly(Message.user("q"));
        assertThat(rows(row, row).label("label").said())
                .containsExactly(
                        "2 rows whose assistant's turn at the end is not used, because harvest.recorded.label_column is set (the first"
                                + " is " + dir.resolve("t.jsonl") + ", row 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",\"label\":null", ",\"label\":\"\"", ",\"label\":\" \"", ",\"label\":[]", ",\"label\":{}"})
    void aLabelThatSaysNothingLeavesTheAnswer(String label) {
        assertThat(rows("{" + ANSWERED + label + "}").labels()).containsExactly("a");
    }

    @Test
    void aConfiguredLabelIsNeverReplacedByTheAnswer() {
        assertThat(rows("{" + ANSWERED + ",\"label\":null}", "{" + ANSWERED + ",\"label\":\"x\"}")
                        .label("label")
                        .dropped())
                .isEqualTo(Map.of("the label is null", 1));
        rows("{" + ANSWERED + "}").label("label").refusal().contains("row 1 has no column 'label'; it has text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1.0 | 1.0",
                "1e3 | 1e3",
                "-0 | -0",
                "1.50 | 1.50",
                "123456789012345678901234567890 | 123456789012345678901234567890",
                "0.1000000000000000055511151231257827 | 0.1000000000000000055511151231257827",
                "1E400 | 1E400",
                "true | true",
                "false | false",
                "\"007\" | 007",
                "\"1.0\" | 1.0",
                "\" x \" | ~ x ~",
                "\"{\\\"b\\\": 1, \\\"a\\\": 2}\" | {\"b\": 1, \"a\": 2}",
                "{\"b\": \"x\", \"a\": 1.0} | {\"a\":1.0,\"b\":\"x\"}",
                "{\"z\": {\"d\": null, \"c\": [1, {\"b\": 2, \"a\": 1e3}]}} | {\"z\":{\"c\":[1,{\"a\":1e3,\"b\":2}],\"d\":null}}",
                "[\"b\", \"a\"] | [\"b\",\"a\"]",
                "[] | []",
                "{} | {}",
            })
    void aLabelStaysAsItIsSpelled(String json, String label) {
        String row = "{\"text\":\"q\",\"label\":" + json + "}";
        assertThat(rows(row).labels()).containsExactly(label);
        Sample gold = rows(row).label("label").gold("label").samples().get(0);
        assertThat(gold.gold()).isEqualTo(label);
    }

    @Test
    void textsThatAreJsonAreSpelledLikeTheObjectsBesideThem() {
        String object = "{\"text\":\"q\",\"label\":{\"intent\":\"x\",\"urgency\":\"low\"}}";
        List<@Nullable String> labels = rows(
                        "{\"text\":\"q\",\"label\":\"{\\\"urgency\\\": \\\"low\\\",\\n \\\"intent\\\": \\\"x\\\"}\"}",
                        object,
                        "{\"text\":\"q\",\"label\":\"{not JSON}\"}",
                        "{\"text\":\"q\",\"label\":\"[x] done\"}",
                        "{\"text\":\"q\",\"label\":\" other \"}",
                        "{\"text\":\"q\",\"label\":\"1.0\"}",
                        "{\"text\":\"q\",\"label\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}")
                .labels();
        assertThat(labels)
                .containsExactly(
                        "{\"intent\":\"x\",\"urgency\":\"low\"}",
                        "{\"intent\":\"x\",\"urgency\":\"low\"}",
                        "{not JSON}",
                        "[x] done",
                        " other ",
                        "1.0",
                        "{\"a\":1,\"a\":2}");
    }

    @Test
    void textsThatAreJsonStayAsTheyAreAmongThemselves() {
        assertThat(rows("{\"text\":\"q\",\"label\":\"{\\\"b\\\": 1, \\\"a\\\": 2}\"}")
                        .labels())
                .containsExactly("{\"b\": 1, \"a\": 2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"text\":null,\"label\":\"x\",\"who\":\"1\"} | the text is null",
                "{\"text\":\"\",\"label\":\"x\",\"who\":\"1\"} | the text is empty",
                "{\"text\":\" \\n\",\"label\":\"x\",\"who\":\"1\"} | the text is empty",
                "{\"text\":[],\"label\":\"x\",\"who\":\"1\"} | the conversation is empty",
                "{\"text\":\"q\",\"label\":null,\"who\":\"1\"} | the label is null",
                "{\"text\":\"q\",\"label\":\"\",\"who\":\"1\"} | the label is empty",
                "{\"text\":\"q\",\"label\":\" \",\"who\":\"1\"} | the label is empty",
                "{\"text\":\"q\",\"label\":\"x\",\"who\":null} | the group is null",
                "{\"text\":\"q\",\"label\":\"x\",\"who\":\"\"} | the group is empty",
                "{\"text\":[{\"role\":\"user\",\"content\":\"q\"}],\"who\":\"1\"} | the conversation does not end in an assistant's turn, and there is no 'label'",
                "{\"text\":[{\"role\":\"user\",\"content\":null},{\"role\":\"assistant\",\"content\":\"a\"}],\"who\":\"1\"} | the content of a turn is null",
                "{\"text\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":null}],\"who\":\"1\"} | the label is null",
                "{\"text\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"\"}],\"who\":\"1\"} | the label is empty",
                "{\"text\":[{\"role\":\"assistant\",\"content\":\"a\"}],\"who\":\"1\"} | the conversation has no message of the user before the answer",
                "{\"text\":[{\"role\":\"user\",\"content\":\"  \"},{\"role\":\"assistant\",\"content\":\"a\"}],\"who\":\"1\"} | the conversation has no message of the user before the answer",
            })
    void nullAndEmptyAreLeftOutEachByItsOwnReasonWithTheFirstRow(String row, String reason) {
        String good = "{\"text\":\"q\",\"label\":\"x\",\"who\":1}";
        assertThat(rows(good, row, row, good).group("who").dropped()).isEqualTo(Map.of(reason, 2));
        assertThat(rows(good, row, row, good).group("who").said())
                .containsExactly(
                        "2 rows left out: " + reason + " (the first is " + dir.resolve("t.jsonl") + ", row 2)");
        rows(row)
                .group("who")
                .refusal()
                .startsWith("The recorded files hold no usable row: 1 row left out: " + reason + " (the first is ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"label\":\"x\",\"who\":1,\"channel\":1,\"right\":1} | has no column 'text'; it has channel, label, right, who",
                "{\"text\":\"q\",\"who\":1,\"channel\":1,\"right\":1} | has no column 'label'; it has channel, right, text, who",
                "{\"text\":\"q\",\"label\":\"x\",\"channel\":1,\"right\":1} | has no column 'who'; it has",
                "{\"text\":\"q\",\"label\":\"x\",\"who\":1,\"right\":1} | has no column 'channel'; it has",
                "{\"text\":\"q\",\"label\":\"x\",\"who\":1,\"channel\":1} | has no column 'right'; it has",
                "{} | has no column 'text'; it has nothing",
                "{\"text\":5,\"label\":\"x\"} | : 'text' is a number, and must be a text or a conversation",
                "{\"text\":true,\"label\":\"x\"} | : 'text' is true or false, and must be a text or a conversation",
                "{\"text\":{\"a\":1},\"label\":\"x\"} | : 'text' is an object, and must be a text or a conversation",
                "{\"text\":\"q\",\"label\":\"x\",\"who\":[1],\"channel\":1,\"right\":1} | : 'who' is an array, and must be a text, a number",
                "{\"text\":\"q\",\"label\":\"x\",\"who\":{},\"channel\":1,\"right\":1} | : 'who' is an object, and must be a text, a number",
                "{\"text\":\"q\",\"label\":\"x\",\"who\":1,\"channel\":{\"a\":1},\"right\":1} | : 'channel' is an object, and must be",
            })
    void absentColumnsAndWrongTypesAreRefusedWithTheirRow(String row, String what) {
        String good = "{\"text\":\"q\",\"label\":\"x\",\"who\":1,\"channel\":1,\"right\":1}";
        rows(good, row)
                .group("who")
                .attributes("channel")
                .gold("right")
                .refusal()
                .startsWith(dir.resolve("t.jsonl") + ", row 2" + (what.startsWith(":") ? "" : " ") + what);
    }

    @Test
    void aRowWithoutAnAttributeOrARightAnswerIsKeptAndCounted() {
        Recorded recorded = rows(
                        "{\"text\":\"q\",\"label\":\"x\",\"who\":null,\"right\":null}",
                        "{\"text\":\"q\",\"label\":\"x\",\"who\":\"\",\"right\":\"\"}",
                        "{\"text\":\"q\",\"label\":\"x\",\"who\":true,\"right\":7.0}")
                .gold("right")
                .attributes("who");
        String file = dir.resolve("t.jsonl").toString();
        assertThat(recorded.said())
                .containsExactly(
                        "1 row without 'who': it is empty (the first is " + file + ", row 2)",
                        "1 row without 'who': it is null (the first is " + file + ", row 1)",
                        "1 row without a right answer: the right answer is empty (the first is " + file + ", row 2)",
                        "1 row without a right answer: the right answer is null (the first is " + file + ", row 1)");
        List<Sample> samples = recorded.samples();
        assertThat(samples).extracting(Sample::attributes).containsExactly(Map.of(), Map.of(), Map.of("who", "true"));
        assertThat(samples).extracting(Sample::gold).containsExactly(null, null, "7.0");
    }

    @Test
    void whatPeopleSentUs() {
        Recorded.of(trial("kto.jsonl"))
                .text("messages")
                .refusal()
                .contains("kto.jsonl, row 1: the conversation ends in an assistant's turn, and there is 'label' too");
        assertThat(Recorded.of(trial("kto.jsonl"))
                        .text("messages")
                        .label("label")
                        .labels())
                .containsExactly("true", "false");
        assertThat(Recorded.of(trial("kto.jsonl"))
                        .text("messages")
                        .label("messages")
                        .labels())
                .containsExactly("It is fraud, I block the card.", "Reset it here.");
        assertThat(Recorded.of(trial("nestedmix.jsonl")).labels())
                .containsExactly(
                        "{\"intent\":\"fraud\",\"urgency\":\"high\"}",
                        "{\"intent\":\"login_problem\",\"urgency\":\"low\"}");
        assertThat(Recorded.of(trial("nulllabel.jsonl")).dropped()).isEqualTo(Map.of("the label is null", 1));
        assertThat(Recorded.of(trial("typedfields.jsonl")).labels().get(0))
                .isEqualTo("{\"flag\": false, \"stars\": 1}");
    }
}
