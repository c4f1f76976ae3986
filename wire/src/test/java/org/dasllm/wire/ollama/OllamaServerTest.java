package org.dasllm.wire.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What our client writes, our server reads as it was meant, and the other way round; and what the server refuses. */
final class OllamaServerTest {
    private static final OllamaClientCodec CLIENT = new OllamaClientCodec();
    private static final JsonNode SCHEMA = Json.parse("{\"type\": \"object\"}", JsonNode.class, "a schema");
    private static final ResponseHead HEAD =
            new ResponseHead(Optional.of("id"), Optional.of(Instant.EPOCH), Optional.of("m"), Optional.empty());

    private static ChatRequest read(String body) {
        return new OllamaServerCodec().request(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ChatRequest ask(String more) {
        String messages = more.contains("'messages'") ? "" : ",'messages':[{'role':'user','content':'a'}]";
        return read("{'model':'m'" + messages + more + "}");
    }

    private static ChatRequest request(AnswerFormat format, Delivery delivery) {
        List<ChatMessage> messages = List.of(
                ChatMessage.of(Role.SYSTEM, "be kind"),
                ChatMessage.of(Role.USER, "what time is it?"),
                new ChatMessage(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Text("one moment"),
                                new Part.Reasoning("hm"),
                                new Part.ToolCall("c1", "clock", "{\"zone\":1}"),
                                new Part.ToolCall("c2", "clock", "{}"))),
                new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c1", "7"))),
                new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c2", "8"))),
                ChatMessage.of(Role.USER, "and now?"));
        Sampling sampling = new Sampling(
                OptionalDouble.of(0.5),
                OptionalDouble.of(0.25),
                OptionalInt.of(7),
                OptionalDouble.of(0.125),
                OptionalLong.of(99),
                List.of("END", "X"),
                OptionalDouble.of(1),
                OptionalDouble.of(-1),
                OptionalDouble.of(1.5),
                Map.of());
        return new ChatRequest(
                "m",
                messages,
                List.of(new Tool.Function("clock", Optional.of("tells the time"), Optional.of(SCHEMA), false)),
                ToolChoice.Any.AUTO,
                format,
                sampling,
                OptionalInt.of(99),
                1,
                OptionalInt.of(3),
                Optional.empty(),
                Optional.of(Thinking.of(Thinking.Effort.NONE)),
                delivery);
    }

    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"WHOLE", "STREAM_WITH_USAGE"})
    void aRequestIsReadAsItWasMeant(Delivery delivery) {
        for (AnswerFormat format : List.of(
                new AnswerFormat.Text(),
                new AnswerFormat.JsonObject(),
                new AnswerFormat.JsonSchema("format", Optional.empty(), Optional.of(SCHEMA), true))) {
            ChatRequest asked = request(format, delivery);
            assertThat(read(Json.line(CLIENT.request(asked)))).isEqualTo(asked);
        }
    }

    @Test
    void aResultBelongsToTheFirstCallOfItsToolThatHasNone() {
        List<ChatMessage> read = read("{'model':'m','messages':[{'role':'assistant','tool_calls':["
                        + "{'function':{'name':'f','arguments':{}}},{'function':{'name':'g'}},{'function':{'name':'f'}}]},"
                        + "{'role':'tool','tool_name':'f','content':'1'},{'role':'tool','tool_name':'f','content':'2'},"
                        + "{'role':'tool','content':'3'}]}")
                .messages();
        assertThat(read.get(0).parts())
                .extracting(part -> ((Part.ToolCall) part).id())
                .containsExactly("call_0", "call_1", "call_2");
        assertThat(read.subList(1, 4))
                .flatExtracting(ChatMessage::parts)
                .containsExactly(
                        new Part.ToolResult("call_0", "1"),
                        new Part.ToolResult("call_2", "2"),
                        new Part.ToolResult("call_1", "3"));
    }

    @Test
    void aCallWithoutAnIdGetsOneThatIsFree() {
        List<ChatMessage> read = read("{'model':'m','messages':[{'role':'assistant','tool_calls':["
                        + "{'id':'call_1','function':{'name':'f'}},{'function':{'name':'g'}}]},"
                        + "{'role':'tool','tool_name':'g','content':'1'},{'role':'tool','content':'2'}]}")
                .messages();
        assertThat(read.get(0).parts())
                .extracting(part -> ((Part.ToolCall) part).id())
                .containsExactly("call_1", "call_2");
        assertThat(read.subList(1, 3))
                .extracting(message -> message.parts().get(0))
                .containsExactly(new Part.ToolResult("call_2", "1"), new Part.ToolResult("call_1", "2"));
    }

    @Test
    void anImageInAResultIsAPartLikeOneInAQuestion() {
        List<ChatMessage> read = read("{'model':'m','messages':[{'role':'assistant','tool_calls':["
                        + "{'function':{'name':'f'}}]},{'role':'tool','content':'1','images':['QQ==']}]}")
                .messages();
        assertThat(read.get(1).parts()).hasSize(2);
        assertThat(read.get(1).parts().get(1))
                .isInstanceOfSatisfying(
                        Part.Other.class, image -> assertThat(image.type()).isEqualTo("image"));
    }

    @Test
    void whatIsNotSaidIsAStreamWithoutLimits() {
        ChatRequest asked = ask("");
        assertThat(asked.delivery()).isEqualTo(Delivery.STREAM_WITH_USAGE);
        assertThat(asked.maxTokens()).isEmpty();
        assertThat(asked.thinking()).isEmpty();
        assertThat(ask(",'options':{'num_predict':-1,'top_k':0},'format':'','tools':[],'stream':null"))
                .isEqualTo(asked);
        assertThat(
                        ask(
                                ",'keep_alive':'5m','truncate':false,'options':{'num_ctx':9,'num_gpu':1,'typical_p':1,'repeat_last_n':64}"))
                .isEqualTo(asked);
        assertThat(ask(",'options':{'stop':'END'}").sampling().stop()).containsExactly("END");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",'options':{'mirostat':2} | options.mirostat",
                ",'options':{'tfs_z':0.5} | options.tfs_z",
                ",'options':{'repeat_last_n':64,'repeat_penalty':1.1} | options.repeat_last_n",
                ",'options':{'a_word_of_the_future':1} | options.a_word_of_the_future",
                ",'options':{'temperature':3} | options.temperature",
                ",'options':{'repeat_penalty':0} | options.repeat_penalty",
                ",'options':{'stop':['a','']} | options.stop",
                ",'options':[] | options",
                ",'format':'yaml' | format",
                ",'think':'a lot' | think",
                ",'top_logprobs':21 | top_logprobs",
                ",'_debug_render_only':true | _debug_render_only",
                ",'tools':[{'type':'function'}] | tools[0].function",
                ",'messages':[] | messages",
                ",'messages':[{'role':'critic','content':'a'}] | messages[0].role",
                ",'messages':[{'role':'tool','content':'a'}] | messages[0].tool_name"
            })
    void whatIsNotToBeHadIsRefusedByItsName(String more, String name) {
        assertThatThrownBy(() -> ask(more)).isInstanceOfSatisfying(RequestRefused.class, refused -> {
            assertThat(refused.refusal().status()).isEqualTo(400);
            assertThat(refused.refusal().parameter()).contains(name);
            JsonNode body = Json.parse(
                    OllamaRefusals.INSTANCE.refusal(refused.refusal()).body(), JsonNode.class, "a refusal");
            assertThat(body.path("error").asText()).contains(name);
        });
    }

    private static final List<Part> PARTS = List.of(
            new Part.Reasoning("hm"),
            new Part.Text("It is \"7\" — €"),
            new Part.ToolCall("c1", "clock", "{\"zone\":1}"),
            new Part.ToolCall("c2", "clock", "{}"));

    private static OllamaServerCodec asked(ChatRequest request) {
        OllamaServerCodec codec = new OllamaServerCodec();
        codec.request(Json.line(CLIENT.request(request)).getBytes(StandardCharsets.UTF_8));
        return codec;
    }

    private static ChatReply.Answered whole(Finish.Reason reason, List<Part> parts) {
        ScoredToken token = new ScoredToken("7", Optional.of(List.of(55)), OptionalDouble.of(-0.5), List.of());
        OllamaServerCodec codec = asked(request(new AnswerFormat.Text(), Delivery.WHOLE));
        codec.answering();
        ChatResponse response = new ChatResponse(
                HEAD,
                List.of(new Choice(0, parts, Optional.of(Finish.of(reason)), Optional.of(List.of(token)))),
                Optional.of(Usage.of(5, 6)));
        return (ChatReply.Answered)
                CLIENT.response(new ReceivedText(200, codec.response(response).body(), Optional.empty()));
    }

    @Test
    void aWholeAnswerIsReadAsItWasMeant() {
        ChatReply.Answered called = whole(Finish.Reason.TOOL_CALLS, PARTS);
        Choice choice = called.response().choices().get(0);
        assertThat(choice.parts()).isEqualTo(PARTS);
        assertThat(choice.finish().orElseThrow().reason()).isEqualTo(Finish.Reason.TOOL_CALLS);
        assertThat(choice.tokens().orElseThrow().get(0).logProbability()).hasValue(-0.5);
        assertThat(called.response().usage()).contains(Usage.of(5, 6));
        Choice cut = whole(Finish.Reason.LENGTH, PARTS.subList(1, 2))
                .response()
                .choices()
                .get(0);
        assertThat(cut.finish().orElseThrow().reason()).isEqualTo(Finish.Reason.LENGTH);
    }

    @Test
    void argumentsThatWereCutOffAreAnEmptyObject() {
        Choice cut = whole(Finish.Reason.LENGTH, List.of(new Part.ToolCall("c1", "clock", "{\"zo")))
                .response()
                .choices()
                .get(0);
        assertThat(cut.parts()).containsExactly(new Part.ToolCall("c1", "clock", "{}"));
    }

    private static List<String> lines(List<ChatEvent> events) {
        StreamWriter writer = asked(request(new AnswerFormat.Text(), Delivery.STREAM_WITH_USAGE)).stream(
                request(new AnswerFormat.Text(), Delivery.STREAM_WITH_USAGE));
        StringBuilder body = new StringBuilder();
        events.forEach(event -> body.append(new String(writer.bytes(event), StandardCharsets.UTF_8)));
        assertThat(body.toString()).endsWith("\n").doesNotContain("\n\n");
        return body.toString().lines().toList();
    }

    @Test
    void aStreamSaysTheSameAndEveryLineIsJson() {
        List<String> lines = lines(List.of(
                new ChatEvent.Opened(HEAD, OptionalLong.of(5)),
                new ChatEvent.KeepAlive(),
                new ChatEvent.Reasoning(0, "hm"),
                new ChatEvent.Text(0, "It is ", List.of()),
                new ChatEvent.Text(0, "", List.of()),
                new ChatEvent.Text(0, "\"7\" — €", List.of()),
                new ChatEvent.ToolCallOpened(0, 0, "c1", "clock"),
                new ChatEvent.ToolCallArguments(0, 0, "{\"zone\""),
                new ChatEvent.ToolCallArguments(0, 0, ":1}"),
                new ChatEvent.ToolCallOpened(0, 1, "c2", "clock"),
                new ChatEvent.ToolCallArguments(0, 1, "{}"),
                new ChatEvent.Finished(0, Finish.of(Finish.Reason.TOOL_CALLS)),
                new ChatEvent.Used(Usage.of(5, 6)),
                new ChatEvent.Ended()));
        StreamReader reader = CLIENT.stream();
        List<ChatEvent> read = new ArrayList<>();
        lines.forEach(line -> read.addAll(reader.read(line)));
        read.addAll(reader.end());
        assertThat(read.subList(1, read.size()))
                .containsExactly(
                        new ChatEvent.Reasoning(0, "hm"),
                        new ChatEvent.Text(0, "It is ", List.of()),
                        new ChatEvent.Text(0, "\"7\" — €", List.of()),
                        new ChatEvent.ToolCallOpened(0, 0, "c1", "clock"),
                        new ChatEvent.ToolCallArguments(0, 0, "{\"zone\":1}"),
                        new ChatEvent.ToolCallOpened(0, 1, "c2", "clock"),
                        new ChatEvent.ToolCallArguments(0, 1, "{}"),
                        new ChatEvent.Finished(0, Finish.ofWord("function_call")),
                        new ChatEvent.Used(Usage.of(5, 6)),
                        new ChatEvent.Ended());
        JsonNode last = Json.parse(lines.get(lines.size() - 1), JsonNode.class, "the last line");
        assertThat(last.path("done").asBoolean()).isTrue();
        assertThat(last.path("total_duration").asLong())
                .isEqualTo(last.path("prompt_eval_duration").asLong()
                        + last.path("eval_duration").asLong())
                .isPositive();
    }

    @Test
    void aStreamThatBreaksOffSaysWhy() {
        List<String> lines = lines(List.of(
                new ChatEvent.Opened(HEAD),
                new ChatEvent.Text(0, "It is", List.of()),
                new ChatEvent.Failed(RequestRefused.stopping().refusal())));
        assertThat(lines).last().asString().startsWith("{\"error\":");
        StreamReader reader = CLIENT.stream();
        assertThat(reader.read(lines.get(1))).singleElement().isInstanceOf(ChatEvent.Failed.class);
    }
}
