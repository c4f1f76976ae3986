package org.dasllm.wire.openai;

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
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
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
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.reference.Samplings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client's side of the codec writes, the server's side reads, and the other way round. */
final class RoundTripTest {
    private static final ResponseHead HEAD = new ResponseHead(
            Optional.of("chatcmpl-1"), Optional.of(Instant.ofEpochSecond(7)), Optional.of("m"), Optional.of("f"));
    private static final Sampling NOTHING_TOLD = Samplings.unset();

    private final ClientCodec client = new OpenAiClientCodec("max_completion_tokens");
    private final OpenAiServerCodec server = new OpenAiServerCodec();

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'), JsonNode.class, "a test");
    }

    private static ChatRequest request(
            List<ChatMessage> messages, List<Tool> tools, ToolChoice choice, AnswerFormat format) {
        return new ChatRequest(
                "m",
                messages,
                tools,
                choice,
                format,
                NOTHING_TOLD,
                OptionalInt.empty(),
                1,
                OptionalInt.empty(),
                Delivery.WHOLE);
    }

    static Stream<ChatRequest> requests() {
        List<ChatMessage> hello = List.of(ChatMessage.of(Role.USER, "hello"));
        List<ChatMessage> calls = List.of(
                ChatMessage.of(Role.SYSTEM, "be kind"),
                new ChatMessage(
                        Role.USER,
                        List.of(
                                new Part.Text("look "),
                                new Part.Other("image_url", json("{'type':'image_url','image_url':{'url':'data:x'}}")),
                                new Part.Text("here"))),
                new ChatMessage(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Text("one moment"),
                                new Part.Reasoning("hm"),
                                new Part.ToolCall("c1", "f", "{\"a\": 1}"),
                                new Part.ToolCall("c2", "g", "not json"))),
                new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c1", "7"))),
                new ChatMessage(Role.ASSISTANT, List.of(new Part.ToolCall("c3", "f", "{}"))),
                new ChatMessage(Role.ASSISTANT, List.of(new Part.Refusal("no"))));
        Tool function = new Tool.Function("f", Optional.of("d"), Optional.of(json("{'type':'object'}")), true);
        Tool bare = new Tool.Function("g", Optional.empty(), Optional.empty(), false);
        Tool custom = new Tool.Other(json("{'type':'custom','custom':{'name':'h'}}"));
        AnswerFormat schema =
                new AnswerFormat.JsonSchema("s", Optional.of("d"), Optional.of(json("{'type':'object'}")), true);
        Sampling all = new Sampling(
                OptionalDouble.of(0.5),
                OptionalDouble.of(0.25),
                OptionalInt.empty(),
                OptionalLong.of(-3),
                List.of("a", "b"),
                OptionalDouble.of(1),
                OptionalDouble.of(-1),
                Map.of(5, 1.5, 40, -100.0));
        return Stream.of(
                request(hello, List.of(), ToolChoice.Any.AUTO, new AnswerFormat.Text()),
                request(calls, List.of(function, bare, custom), ToolChoice.Any.REQUIRED, schema),
                request(hello, List.of(function), new ToolChoice.Function("f"), new AnswerFormat.JsonObject()),
                request(
                        hello,
                        List.of(function),
                        ToolChoice.Any.NONE,
                        new AnswerFormat.Other("grammar", json("{'type':'grammar','grammar':'x'}"))),
                new ChatRequest(
                        "m",
                        hello,
                        List.of(),
                        ToolChoice.Any.AUTO,
                        new AnswerFormat.Text(),
                        all,
                        OptionalInt.of(9),
                        3,
                        OptionalInt.of(4),
                        Delivery.STREAM_WITH_USAGE));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsReadAsItWasMeant(ChatRequest request) {
        byte[] body = Json.line(client.request(request)).getBytes(StandardCharsets.UTF_8);
        assertThat(server.request(body)).isEqualTo(request);
    }

    @Test
    void topKIsRefusedRatherThanLeftOut() {
        Sampling topK = new Sampling(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.of(5),
                OptionalLong.empty(),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Map.of());
        ChatRequest request = new ChatRequest(
                "m",
                List.of(ChatMessage.of(Role.USER, "x")),
                List.of(),
                ToolChoice.Any.AUTO,
                new AnswerFormat.Text(),
                topK,
                OptionalInt.empty(),
                1,
                OptionalInt.empty(),
                Delivery.WHOLE);
        assertThatThrownBy(() -> client.request(request))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("top-k");
    }

    @Test
    void anAnswerIsReadAsItWasGiven() {
        ScoredToken alternative = new ScoredToken("b", Optional.empty(), OptionalDouble.of(-1.5), List.of());
        ScoredToken token =
                new ScoredToken("a", Optional.of(List.of(97)), OptionalDouble.of(-0.5), List.of(alternative));
        Choice choice = new Choice(
                0,
                List.of(
                        new Part.Reasoning("hm"),
                        new Part.Text("a"),
                        new Part.Refusal("no"),
                        new Part.ToolCall("c1", "f", "{}")),
                Optional.of(Finish.ofWord("tool_calls")),
                Optional.of(List.of(token)));
        Usage usage = new Usage(OptionalLong.of(3), OptionalLong.of(2), OptionalLong.of(1), OptionalLong.of(2));
        Choice other = new Choice(1, List.of(new Part.Text("b")), Optional.of(Finish.ofWord("stop")), Optional.empty());
        ChatResponse response = new ChatResponse(HEAD, List.of(choice, other), Optional.of(usage));
        assertThat(read(server.response(response)))
                .isInstanceOfSatisfying(
                        ChatReply.Answered.class,
                        answered -> assertThat(answered.response()).isEqualTo(response));
    }

    @Test
    void aRefusalIsReadForWhatHelpsAgainstIt() {
        assertThat(read(server.refusal(RequestRefused.queueFull().refusal())))
                .isInstanceOfSatisfying(ChatReply.Failed.class, failed -> {
                    assertThat(failed.remedy()).isEqualTo(ChatReply.Remedy.RETRY);
                    assertThat(failed.reason()).startsWith("HTTP 429: All places are taken");
                });
        assertThat(read(server.refusal(RequestRefused.unauthenticated(false).refusal())))
                .isInstanceOfSatisfying(ChatReply.Failed.class, failed -> {
                    assertThat(failed.remedy()).isEqualTo(ChatReply.Remedy.STOP);
                    assertThat(failed.advice()).contains("key");
                });
    }

    private ChatReply read(WireResponse response) {
        return client.response(new ReceivedText(response.status(), response.body(), Optional.empty()));
    }

    @Test
    void aStreamIsReadAsItWasWritten() {
        ScoredToken token = new ScoredToken("a", Optional.of(List.of(97)), OptionalDouble.of(-0.5), List.of());
        List<ChatEvent> events = List.of(
                new ChatEvent.Opened(HEAD),
                new ChatEvent.Reasoning(0, "hm"),
                new ChatEvent.Text(0, "a", List.of(token)),
                new ChatEvent.Text(1, "", List.of(token)),
                new ChatEvent.KeepAlive(),
                new ChatEvent.Refusal(1, "no"),
                new ChatEvent.ToolCallOpened(0, 1, "c1", "f"),
                new ChatEvent.ToolCallArguments(0, 1, "{\"a\""),
                new ChatEvent.Finished(0, Finish.ofWord("tool_calls")),
                new ChatEvent.Finished(1, Finish.ofWord("stop")),
                new ChatEvent.Used(Usage.of(3, 2)),
                new ChatEvent.Ended());
        List<ChatEvent> expected = new ArrayList<>(events);
        expected.removeIf(ChatEvent.KeepAlive.class::isInstance);
        assertThat(streamed(events)).isEqualTo(expected);
    }

    @Test
    void anErrorInAStreamEndsIt() {
        RequestRefusal stopping = RequestRefused.stopping().refusal();
        assertThat(streamed(List.of(new ChatEvent.Failed(stopping))))
                .singleElement()
                .isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
                    assertThat(failed.refusal().message()).isEqualTo(stopping.message());
                    assertThat(failed.refusal().code()).isEqualTo(stopping.code());
                });
        assertThat(client.stream().read("{\"choices\":[")).singleElement().isInstanceOf(ChatEvent.Failed.class);
    }

    private List<ChatEvent> streamed(List<ChatEvent> events) {
        String body = "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"stream\": true,"
                + " \"logprobs\": true, \"n\": 2, \"stream_options\": {\"include_usage\": true}}";
        TextStreamWriter writer = server.stream(server.request(body.getBytes(StandardCharsets.UTF_8)));
        StreamReader reader = client.stream();
        List<ChatEvent> read = new ArrayList<>();
        for (ChatEvent event : events) {
            for (String piece : writer.write(event).strip().split("\n\n", -1)) {
                read.addAll(reader.read(piece.substring("data: ".length())));
            }
        }
        read.addAll(reader.end());
        return read;
    }

    @Test
    void aStreamWithoutALastWordHasEndedIfItsChoiceHas() {
        StreamReader finished = client.stream();
        finished.read("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
        assertThat(finished.end()).containsExactly(new ChatEvent.Ended());
        StreamReader broken = client.stream();
        broken.read("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"I\"}}]}");
        assertThat(broken.end()).singleElement().isInstanceOf(ChatEvent.Failed.class);
    }

    @Test
    void thinkingAndSeveralCallsAreAskedFor() {
        Tool tool = new Tool.Function("f", Optional.empty(), Optional.empty(), false);
        ChatRequest request = new ChatRequest(
                "m",
                List.of(ChatMessage.of(Role.USER, "hello")),
                List.of(tool),
                ToolChoice.Any.AUTO,
                new AnswerFormat.Text(),
                NOTHING_TOLD,
                OptionalInt.empty(),
                1,
                OptionalInt.empty(),
                Optional.of(false),
                Optional.of(Thinking.of(Thinking.Effort.LOW)),
                Delivery.WHOLE);
        JsonNode body = client.request(request);
        assertThat(body.path("parallel_tool_calls").toString()).isEqualTo("false");
        assertThat(body.path("reasoning_effort").textValue()).isEqualTo("low");
        assertThat(server.request(Json.line(body).getBytes(StandardCharsets.UTF_8))
                        .parallelToolCalls())
                .contains(false);
    }

    @Test
    void eachResultOfATurnIsAMessage() {
        ChatMessage results = new ChatMessage(
                Role.TOOL, List.of(new Part.ToolResult("c1", "7"), new Part.ToolResult("c2", "no clock", true)));
        assertThat(client.request(request(List.of(results), List.of(), ToolChoice.Any.AUTO, new AnswerFormat.Text()))
                        .path("messages"))
                .isEqualTo(json("[{'role':'tool','content':'7','tool_call_id':'c1'},"
                        + "{'role':'tool','content':'no clock','tool_call_id':'c2'}]"));
    }
}
