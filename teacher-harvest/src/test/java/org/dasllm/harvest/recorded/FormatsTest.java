package org.dasllm.harvest.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleRules;
import org.dasllm.format.sample.ToolAnswer;
import org.dasllm.harvest.config.RecordedFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in the shapes that vendors document, each recognised without a key of the configuration. */
class FormatsTest {
    @TempDir
    Path dir;

    private static Recorded file(String name) {
        try {
            return Recorded.of(Path.of(Objects.requireNonNull(FormatsTest.class.getResource("/imports/" + name), name)
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-tools.jsonl",
                "openai-preferences.jsonl",
                "openai-stored.jsonl",
                "openai-exchanges.jsonl",
                "anthropic-exchanges.jsonl",
                "gemini-tuning.jsonl",
                "gemini-batch.jsonl",
                "sharegpt.json",
                "alpaca.json",
            })
    void everySampleKeepsTheRulesOfTheLaterStages(String name) {
        List<Sample> samples = file(name).samples();
        assertThat(samples).isNotEmpty().allSatisfy(sample -> {
            assertThat(SampleRules.violation(sample)).isEmpty();
            assertThat(sample.completion()).isNotBlank();
            assertThat(sample.gold()).isNull();
        });
        assertThat(file(name).answerIsRight().samples())
                .allSatisfy(sample -> assertThat(sample.gold()).isEqualTo(sample.completion()));
    }

    @Test
    void openAisFineTuningWithToolsAndWeights() {
        List<Sample> samples = file("openai-tools.jsonl").samples();
        Sample first = samples.get(0);
        // Results stand in the order of their calls, which is how a sample knows whose they are.
        assertThat(first.prompt())
                .containsExactly(
                        Message.system("You help travellers."),
                        Message.user("Trains from Bern to Basel?"),
                        Message.assistant("{\"tool_calls\":[{\"name\":\"timetable\",\"arguments\":{\"from\":\"Bern\","
                                + "\"to\":\"Basel\"}},{\"name\":\"delays\",\"arguments\":{\"line\":\"IC 6\"}}]}"),
                        new Message("tool", "10:04"),
                        new Message("tool", "none"));
        assertThat(first.completion()).isEqualTo("At 10:04, on time.");
        assertThat(first.tools())
                .isEqualTo("[{\"description\":\"Departures\",\"name\":\"timetable\",\"parameters\":{\"properties\":"
                        + "{\"from\":{\"type\":\"string\"},\"to\":{\"type\":\"string\"}},\"required\":[\"from\",\"to\"],"
                        + "\"type\":\"object\"}},{\"name\":\"delays\",\"parameters\":{\"properties\":{\"line\":"
                        + "{\"type\":\"string\"}},\"type\":\"object\"}}]");
        assertThat(samples.get(1).completion())
                .isEqualTo(
                        "{\"tool_calls\":[{\"name\":\"timetable\",\"arguments\":{\"from\":\"Basel\",\"to\":\"Bern\"}}]}");
        assertThat(samples.get(2).tools()).isNull();
        assertThat(file("openai-tools.jsonl").said())
                .singleElement()
                .asString()
                .startsWith("1 row with an earlier turn of weight 0");
    }

    @Test
    void ofAPairOfPreferencesThePreferredAnswerIsRead() {
        Sample sample = file("openai-preferences.jsonl").samples().get(0);
        assertThat(sample.prompt()).containsExactly(Message.user("Is the shop open on Sunday?"));
        assertThat(sample.completion()).isEqualTo("Yes, from ten to four.");
        assertThat(sample.tools()).isNull();
    }

    @Test
    void storedCompletionsWithAKeyOfTheirMetadata() {
        Recorded.Read read =
                file("openai-stored.jsonl").group("metadata.customer").read();
        assertThat(read.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.prompt())
                    .containsExactly(Message.system("Name the topic."), Message.user("My card was stolen"));
            assertThat(sample.completion()).isEqualTo("fraud");
            assertThat(sample.group()).isEqualTo("17");
        });
        assertThat(read.dropped()).isEqualTo(Map.of("the label was not finished: finish_reason is \"length\"", 1));
    }

    @Test
    void requestsOfOpenAisWithTheirResponses() {
        Recorded.Read read = file("openai-exchanges.jsonl").read();
        assertThat(read.samples())
                .extracting(Sample::completion)
                .containsExactly(
                        "{\"tool_calls\":[{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}]}", "Sunny.");
        assertThat(read.samples().get(0).tools()).contains("\"name\":\"weather\"");
        assertThat(read.dropped())
                .isEqualTo(Map.of("the label is an error: the status is 429", 1, "a call's arguments are no JSON", 1));
    }

    @Test
    void requestsOfAnthropicsWithTheirResponses() {
        Recorded recorded = file("anthropic-exchanges.jsonl");
        List<Sample> samples = recorded.samples();
        assertThat(samples.get(0).prompt())
                .containsExactly(
                        Message.system("You run a shop."),
                        Message.user("Blue mugs?"),
                        Message.assistant("{\"content\":\"I"
                                + " look.\",\"tool_calls\":[{\"name\":\"stock\",\"arguments\":{\"item\":\"mug,"
                                + " blue\"}},{\"name\":\"stock\",\"arguments\":{\"item\":\"mug, navy\"}}]}"),
                        new Message("tool", "12"),
                        new Message("tool", "3"),
                        Message.user("Well?"));
        assertThat(samples.get(0).completion()).isEqualTo("Twelve blue ones.");
        assertThat(samples.get(0).tools())
                .isEqualTo("[{\"description\":\"Pieces in stock\",\"name\":\"stock\",\"parameters\":{\"properties\":"
                        + "{\"item\":{\"type\":\"string\"}},\"required\":[\"item\"],\"type\":\"object\"}}]");
        assertThat(samples.get(1).completion())
                .isEqualTo("{\"tool_calls\":[{\"name\":\"stock\",\"arguments\":{\"item\":\"mug, red\"}}]}");
        assertThat(ToolAnswer.of(samples.get(0).prompt().get(2).content())
                        .orElseThrow()
                        .content())
                .isEqualTo("I look.");
        assertThat(recorded.dropped())
                .isEqualTo(Map.of("the label was not finished: stop_reason is \"max_tokens\"", 1));
        assertThat(recorded.said())
                .anyMatch(line -> line.startsWith("1 row with reasoning of the assistant, which is not learnt"))
                .anyMatch(line -> line.startsWith("1 row whose words beside calls of tools are not kept"));
    }

    @Test
    void geminisTuningAndBatchFiles() {
        List<Sample> samples = file("gemini-tuning.jsonl").samples();
        assertThat(samples.get(0).prompt())
                .containsExactly(
                        Message.system("You help in a bookshop."),
                        Message.user("Is 'Emma' there?"),
                        Message.assistant(
                                "{\"tool_calls\":[{\"name\":\"find_book\",\"arguments\":{\"title\":\"Emma\"}}]}"),
                        new Message("tool", "{\"copies\":2}"));
        assertThat(samples.get(0).completion()).isEqualTo("Yes, two copies.");
        // Types are spelled as JSON Schema has them; a property that is called type stays.
        assertThat(samples.get(0).tools())
                .contains(
                        "{\"properties\":{\"title\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"}},\"type\":\"object\"}");
        assertThat(samples.get(1).completion()).contains("\"Ulysses\"");
        Recorded.Read batch = file("gemini-batch.jsonl").read();
        assertThat(batch.samples()).extracting(Sample::completion).containsExactly("Until six.");
        assertThat(batch.dropped()).isEqualTo(Map.of("the label was not finished: finishReason is \"MAX_TOKENS\"", 1));
    }

    @Test
    void shareGptWithCallsAndObservations() {
        List<Sample> samples = file("sharegpt.json").samples();
        assertThat(samples.get(0).prompt())
                .containsExactly(
                        Message.system("You know the weather."),
                        Message.user("How warm is it in Wien?"),
                        Message.assistant(
                                "{\"tool_calls\":[{\"name\":\"weather\",\"arguments\":{\"city\":\"Wien\"}}]}"),
                        new Message("tool", "{\"celsius\": 7}"));
        assertThat(samples)
                .extracting(Sample::completion)
                .containsExactly("Seven degrees.", "You are welcome.", "The first.");
        assertThat(samples.get(1).prompt()).first().isEqualTo(Message.system("Be brief."));
    }

    @Test
    void alpacaWithItsInputJoined() {
        Recorded.Read read = file("alpaca.json").read();
        assertThat(read.samples())
                .extracting(Sample::prompt)
                .containsExactly(
                        List.of(Message.user("Translate into French.\nGood evening")),
                        List.of(Message.user("Name a colour.")),
                        List.of(
                                Message.system("You know colours."),
                                Message.user("Name a colour."),
                                Message.assistant("Green"),
                                Message.user("And another?")));
        assertThat(read.samples()).extracting(Sample::completion).containsExactly("Bonsoir", "Green", "Red");
        assertThat(read.dropped()).isEqualTo(Map.of("the label is empty", 1));
    }

    @Test
    void promptsAndCompletionsAsOpenAisOlderFilesHaveThem() {
        assertThat(Recorded.of(dir, "t.jsonl", "{\"prompt\":\"q\",\"completion\":\"a\"}")
                        .labels())
                .containsExactly("a");
        assertThat(Recorded.of(dir, "t.csv", "prompt,response\nq,a\n").labels()).containsExactly("a");
        Recorded.of(dir, "t.jsonl", "{\"prompt\":\"q\",\"response\":\"data: {}\"}")
                .refusal()
                .contains("row 1: 'response' is a stream of events, not a whole response");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}]}"
                        + " | could be read as messages or sharegpt; it has conversations, messages. Set"
                        + " harvest.recorded.format",
                "{\"text\":\"q\",\"label\":\"a\",\"instruction\":\"q\",\"output\":\"a\"} | could be read as columns or"
                        + " alpaca; it has",
                "{\"messages\":5} | row 1: 'messages' is a number, not an array of messages",
                "{\"messages\":[{\"role\":\"boss\",\"content\":\"q\"}]} | row 1: turn 1 of 'messages' has the role"
                        + " 'boss', and known are",
                "{\"conversations\":[{\"from\":\"human\"}]} | row 1: turn 1 of 'conversations' has no 'value'; it has"
                        + " from",
                "{\"conversations\":\"q\"} | row 1: 'conversations' is a text, not an array of turns",
                "{\"contents\":[{\"role\":\"assistant\",\"parts\":[{\"text\":\"q\"}]}]} | turn 1 of 'contents' has the"
                        + " role 'assistant', and known are user and model",
                "{\"contents\":[{\"role\":\"user\",\"text\":\"q\"}]} | turn 1 of 'contents' has no 'parts', an array",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"fileData\":{\"fileUri\":\"gs://a\"}}]}]} | turn 1 of"
                        + " 'contents' has a part with fileData, and only texts",
                "{\"instruction\":7,\"output\":\"a\"} | row 1: 'instruction' is a number, not a text",
                "{\"instruction\":\"q\",\"output\":[\"a\"]} | row 1: 'output' is an array, not a text",
                "{\"instruction\":\"q\",\"output\":\"a\",\"history\":[[\"q\"]]} | row 1: 'history' is no array of"
                        + " pairs of texts",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"tool\",\"content\":\"r\",\"tool_call_id\":\"1\"},{\"role\":\"assistant\",\"content\":\"a\"}]}"
                        + " | row 1: a turn is a tool's result, and there is no call before it",
                "{\"custom_id\":\"1\",\"response\":{\"status_code\":200,\"body\":{}}} | row 1: it has a response"
                        + " without its request",
                "{\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"response\":{\"output\":[]}} |"
                        + " row 1: 'response' is of OpenAI's Responses",
                "{\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"response\":{\"id\":\"x\"}} |"
                        + " row 1: 'response' has neither choices nor role and content",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}],\"response\":{\"choices\":[]}}"
                        + " | the messages end in an assistant's turn, and there is 'response' too",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}],\"tools\":7}"
                        + " | row 1: 'tools' is a number, not an array of tools",
            })
    void whatIsWrongIsOneLine(String row, String what) {
        Recorded.of(dir, "t.jsonl", row)
                .refusal()
                .startsWith(dir.resolve("t.jsonl") + ", row 1")
                .contains(what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]}"
                        + " | it calls a tool, and there are no 'tools' that say which there are",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}],\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]}"
                        + " | it has a tool that is no function: web_search_20250305",
                "{\"messages\":[]} | the conversation is empty",
                "{\"messages\":null} | the conversation is null",
                "{\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"response\":null} | the label is"
                        + " null",
                "{\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"response\":{\"error\":{\"type\":\"overloaded_error\"}}}"
                        + " | the label is an error",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"user\",\"content\":\"r\"},{\"role\":\"assistant\",\"content\":\"a\"}],\"tools\":[{\"name\":\"f\"}]}"
                        + " | the calls of tools and their results do not pair",
                "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"function_call\",\"value\":\"f(x)\"}],\"tools\":\"[{\\\"name\\\":\\\"f\\\"}]\"}"
                        + " | a call of a tool is no JSON object",
                "{\"instruction\":\"\",\"output\":\"a\"} | the instruction is empty",
            })
    void whatMakesNoSampleIsCounted(String row, String reason) {
        String format = row.contains("conversations") ? "conversations" : row.contains("instruction") ? "a" : "m";
        String good = switch (format) {
            case "conversations" ->
                "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"gpt\",\"value\":\"a\"}]}";
            case "a" -> "{\"instruction\":\"q\",\"output\":\"a\"}";
            default ->
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}";
        };
        assertThat(Recorded.of(dir, "t.jsonl", good + "\n" + row).dropped()).isEqualTo(Map.of(reason, 1));
    }

    @Test
    void aFileThatMixesFormatsIsRefusedAtTheRow() {
        String mixed = """
                {"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}
                {"instruction":"q","output":"a"}
                """;
        Recorded.of(dir, "t.jsonl", mixed)
                .refusal()
                .isEqualTo(
                        dir.resolve("t.jsonl") + ", row 2: the file begins in the format messages, and this row looks"
                                + " like alpaca. Put rows of one format into a file of their own.");
        Recorded.of(dir, "t.jsonl", mixed)
                .format(RecordedFormat.MESSAGES)
                .refusal()
                .contains("row 2 has no column 'messages'; it has instruction, output");
    }

    @Test
    void anAmbiguousRowIsReadAsIsConfigured() {
        String row = "{\"text\":\"t\",\"label\":\"l\",\"instruction\":\"q\",\"output\":\"a\"}";
        assertThat(Recorded.of(dir, "t.jsonl", row)
                        .format(RecordedFormat.COLUMNS)
                        .labels())
                .containsExactly("l");
        Recorded.of(dir, "t.jsonl", row)
                .format(RecordedFormat.ALPACA)
                .refusal()
                .contains("the conversation ends in an assistant's turn, and there is 'label' too")
                .contains("Set harvest.recorded.label_column to label, or to output for the assistant's turn");
        assertThat(Recorded.of(dir, "t.jsonl", row)
                        .format(RecordedFormat.ALPACA)
                        .label("output")
                        .labels())
                .containsExactly("a");
    }

    @Test
    void theLastAnswerMayBeRightWhereTheLabelIsAnother() {
        String row =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"right\"}],\"label\":\"said\"}";
        Sample sample = Recorded.of(dir, "t.jsonl", row)
                .label("label")
                .answerIsRight()
                .samples()
                .get(0);
        assertThat(sample.completion()).isEqualTo("said");
        assertThat(sample.gold()).isEqualTo("right");
        assertThat(Recorded.of(dir, "t.jsonl", row)
                        .label("label")
                        .gold("messages")
                        .samples()
                        .get(0)
                        .gold())
                .isEqualTo("right");
        Recorded.of(dir, "t.csv", "text,label\nq,a\n")
                .answerIsRight()
                .refusal()
                .contains("'text' is a text, not a conversation that ends in the right answer");
    }
}
