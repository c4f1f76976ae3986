package org.dasllm.wire.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatReply.Remedy;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in the form of the vendor's documentation, whole and as lines, and errors. */
final class OllamaAnswerTest {
    private static final OllamaClientCodec CODEC = new OllamaClientCodec();
    private static final String HEAD = "{'model':'m','created_at':'2025-07-07T20:32:53.844124-07:00',";
    private static final String END = "'done_reason':'stop','done':true,'prompt_eval_count':169,'eval_count':18}";

    private static ChatReply read(int status, String body) {
        return CODEC.response(new ReceivedText(status, body.replace('\'', '"'), Optional.empty()));
    }

    private static Choice only(ChatReply reply) {
        List<Choice> choices = ((ChatReply.Answered) reply).response().choices();
        assertThat(choices).hasSize(1);
        return choices.get(0);
    }

    @Test
    void aTextHasItsModelItsTimeAndItsTokens() {
        ChatReply reply = read(200, HEAD + "'message':{'role':'assistant','content':'It is 7.'}," + END);
        assertThat(only(reply).parts()).containsExactly(new Part.Text("It is 7."));
        assertThat(only(reply).finish()).contains(Finish.ofWord("stop"));
        ChatReply.Answered answered = (ChatReply.Answered) reply;
        assertThat(answered.response().head().model()).contains("m");
        assertThat(answered.response().head().created()).contains(Instant.parse("2025-07-08T03:32:53.844124Z"));
        assertThat(answered.response().usage()).contains(Usage.of(169, 18));
        assertThat(answered.message()).isNull();
    }

    @Test
    void thoughtsAndCallsAreApartFromTheText() {
        ChatReply reply = read(
                200,
                HEAD + "'message':{'role':'assistant','content':'','thinking':'hm','tool_calls':["
                        + "{'function':{'name':'now'}},{'id':'own','function':{'index':1,'name':'add','arguments':{'a':1}}}]},"
                        + END);
        assertThat(only(reply).parts())
                .containsExactly(
                        new Part.Reasoning("hm"),
                        new Part.ToolCall("call_0", "now", "{}"),
                        new Part.ToolCall("own", "add", "{\"a\":1}"));
        assertThat(only(reply).finish().orElseThrow().reason()).isEqualTo(Finish.Reason.TOOL_CALLS);
        assertThat(((ChatReply.Answered) reply).message()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"stop,STOP", "length,LENGTH", "load,OTHER", "unload,OTHER", "a_word_of_the_future,OTHER"})
    void everyReasonIsKnown(String word, Finish.Reason reason) {
        ChatReply reply = read(200, HEAD + "'message':{'content':'a'},'done':true,'done_reason':'" + word + "'}");
        assertThat(only(reply).finish()).contains(new Finish(reason, Optional.of(word)));
        assertThat(((ChatReply.Answered) reply).response().usage()).isEmpty();
    }

    @Test
    void tokensMayComeWithoutAlternatives() {
        String token = "{'token':'a','logprob':-0.5,'bytes':[97]%s}";
        String body = HEAD + "'message':{'content':'a'},'logprobs':[" + token + "]," + END;
        Choice bare = only(read(200, body.formatted("")));
        assertThat(bare.tokens().orElseThrow()).singleElement().satisfies(read -> {
            assertThat(read.logProbability()).hasValue(-0.5);
            assertThat(read.bytes()).contains(List.of(97));
            assertThat(read.alternatives()).isEmpty();
        });
        Choice more = only(read(200, body.formatted(",'top_logprobs':[{'token':'b','logprob':-1}]")));
        assertThat(more.tokens().orElseThrow().get(0).alternatives())
                .singleElement()
                .satisfies(read -> assertThat(read.text()).isEqualTo("b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "400|{'error':'invalid think value'}|NONE|HTTP 400: invalid think value",
                "401|{'error':'unauthorized'}|STOP|HTTP 401: unauthorized",
                "404|{'error':'model not found'}|STOP|HTTP 404: model not found",
                "429|{'error':'too many'}|RETRY|HTTP 429: too many",
                "500|{'error':'broken'}|RETRY|HTTP 500: broken",
                "200|{'error':'broken'}|NONE|HTTP 200 with an error: broken",
                "200|^^|RETRY|its answer is empty",
                "200|<html></html>|STOP|its answer is a web page, not JSON",
                "200|{'message':|RETRY|its answer is not valid JSON",
                "200|{'choices':[]}|RETRY|its answer has no message, as those of Ollama's chat API do",
                "200|{'message':{'content':'It'},'done':false}|STOP|its answer comes in pieces, though none were asked for"
            })
    void whatIsNoAnswerIsNone(int status, String body, Remedy remedy, String reason) {
        assertThat(read(status, body)).isInstanceOfSatisfying(ChatReply.Failed.class, failed -> {
            assertThat(failed.remedy()).isEqualTo(remedy);
            assertThat(failed.reason()).isEqualTo(reason);
        });
    }

    private static String line(String message, String rest) {
        return (HEAD + "'message':{'role':'assistant'," + message + "}," + rest).replace('\'', '"');
    }

    @Test
    void linesAreReadInTheirOrder() {
        StreamReader reader = CODEC.stream();
        assertThat(reader.read(line("'content':'','thinking':'hm'", "'done':false}")))
                .element(1)
                .isEqualTo(new ChatEvent.Reasoning(0, "hm"));
        assertThat(reader.read(line("'content':'It is'", "'done':false}")))
                .containsExactly(new ChatEvent.Text(0, "It is", List.of()));
        assertThat(reader.read(line("'content':''", "'done':false}"))).isEmpty();
        assertThat(reader.read(line(
                        "'content':'','tool_calls':[{'function':{'name':'f','arguments':{'a':1}}}]", "'done':false}")))
                .containsExactly(
                        new ChatEvent.ToolCallOpened(0, 0, "call_0", "f"),
                        new ChatEvent.ToolCallArguments(0, 0, "{\"a\":1}"));
        assertThat(reader.read(
                        line("'content':'','tool_calls':[{'function':{'name':'g','arguments':{}}}]", "'done':false}")))
                .containsExactly(
                        new ChatEvent.ToolCallOpened(0, 1, "call_1", "g"), new ChatEvent.ToolCallArguments(0, 1, "{}"));
        assertThat(reader.read(line("'content':''", END)))
                .containsExactly(
                        new ChatEvent.Finished(0, Finish.ofWord("function_call")),
                        new ChatEvent.Used(new Usage(
                                OptionalLong.of(169), OptionalLong.of(18), OptionalLong.empty(), OptionalLong.empty())),
                        new ChatEvent.Ended());
        assertThat(reader.end()).isEmpty();
    }

    @Test
    void aStreamThatStopsOrBreaksIsNoAnswer() {
        StreamReader cut = CODEC.stream();
        assertThat(cut.read(line("'content':'It'", "'done':false}"))).hasSize(2);
        assertThat(cut.end()).singleElement().isInstanceOf(ChatEvent.Failed.class);
        StreamReader failed = CODEC.stream();
        assertThat(failed.read("{\"error\":\"an error was encountered while running the model\"}"))
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        event -> assertThat(event.refusal().kind()).isEqualTo(RequestRefusal.Kind.FAULT));
        assertThat(failed.end()).isEmpty();
        StreamReader broken = CODEC.stream();
        assertThat(broken.read("{\"mess")).singleElement().isInstanceOf(ChatEvent.Failed.class);
        assertThat(broken.end()).isEmpty();
    }
}
