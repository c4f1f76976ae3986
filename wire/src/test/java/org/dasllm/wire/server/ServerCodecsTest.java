package org.dasllm.wire.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.wire.anthropic.AnthropicClientCodec;
import org.dasllm.wire.anthropic.MessagesServerCodec;
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
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.EventStream;
import org.dasllm.wire.responses.ResponsesClientCodec;
import org.dasllm.wire.responses.ResponsesServerCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client's side of a protocol writes, its server's side reads, and the other way round. */
final class ServerCodecsTest {
    private static final ResponseHead HEAD = new ResponseHead(
            Optional.of("id_1"), Optional.of(Instant.ofEpochSecond(7)), Optional.of("m"), Optional.empty());
    private static final JsonNode SCHEMA = Json.parse("{\"type\": \"object\"}", JsonNode.class, "a schema");

    /** A protocol that has both sides. */
    record Protocol(String name, ClientCodec client, Supplier<ServerCodec> server) {

        ServerCodec asked(ChatRequest request) {
            ServerCodec codec = server.get();
            codec.request(Json.line(client.request(request)).getBytes(StandardCharsets.UTF_8));
            return codec;
        }
    }

    static Stream<Protocol> protocols() {
        return Stream.of(
                new Protocol("responses", new ResponsesClientCodec(), ResponsesServerCodec::new),
                new Protocol(
                        "messages",
                        new AnthropicClientCodec(),
                        () -> MessagesServerCodec.answering(Optional.of("2023-06-01"))));
    }

    private static ChatRequest request(AnswerFormat format, ToolChoice choice, Delivery delivery) {
        List<ChatMessage> messages = List.of(
                ChatMessage.of(Role.SYSTEM, "be kind"),
                ChatMessage.of(Role.USER, "what time is it?"),
                new ChatMessage(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Text("one moment"),
                                new Part.ToolCall("c1", "clock", "{\"zone\":1}"),
                                new Part.ToolCall("c2", "clock", "{}"))),
                new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c1", "7"))),
                new ChatMessage(Role.TOOL, List.of(new Part.ToolResult("c2", "8"))),
                ChatMessage.of(Role.USER, "and now?"));
        Sampling sampling = new Sampling(
                OptionalDouble.of(0.5),
                OptionalDouble.of(0.25),
                OptionalInt.empty(),
                OptionalLong.empty(),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Map.of());
        return new ChatRequest(
                "m",
                messages,
                List.of(new Tool.Function("clock", Optional.of("tells the time"), Optional.of(SCHEMA), true)),
                choice,
                format,
                sampling,
                OptionalInt.of(99),
                1,
                OptionalInt.empty(),
                Optional.of(false),
                Optional.empty(),
                delivery);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void aRequestIsReadAsItWasMeant(Protocol protocol) {
        AnswerFormat schema = new AnswerFormat.JsonSchema("answer", Optional.empty(), Optional.of(SCHEMA), true);
        for (ToolChoice choice :
                List.of(ToolChoice.Any.AUTO, ToolChoice.Any.REQUIRED, new ToolChoice.Function("clock"))) {
            for (AnswerFormat format : List.of(new AnswerFormat.Text(), schema)) {
                for (Delivery delivery : List.of(Delivery.WHOLE, Delivery.STREAM_WITH_USAGE)) {
                    ChatRequest asked = request(format, choice, delivery);
                    byte[] body = Json.line(protocol.client.request(asked)).getBytes(StandardCharsets.UTF_8);
                    assertThat(protocol.server.get().request(body)).isEqualTo(asked);
                }
            }
        }
    }

    private static final List<Part> PARTS = List.of(
            new Part.Reasoning("hm"),
            new Part.Text("It is \"7\" — €"),
            new Part.ToolCall("c1", "clock", "{\"zone\":1}"),
            new Part.ToolCall("c2", "clock", "{}"));

    @ParameterizedTest
    @MethodSource("protocols")
    void aWholeAnswerIsReadAsItWasMeant(Protocol protocol) {
        for (Finish.Reason reason : List.of(Finish.Reason.STOP, Finish.Reason.LENGTH)) {
            ServerCodec codec = protocol.asked(request(new AnswerFormat.Text(), ToolChoice.Any.AUTO, Delivery.WHOLE));
            List<Part> parts = PARTS.subList(1, 2);
            ChatResponse response = new ChatResponse(
                    HEAD,
                    List.of(new Choice(0, parts, Optional.of(Finish.of(reason)), Optional.empty())),
                    Optional.of(Usage.of(5, 6)));
            ChatReply reply = protocol.client.response(
                    new ReceivedText(200, codec.response(response).body(), Optional.empty()));
            assertThat(reply).isInstanceOfSatisfying(ChatReply.Answered.class, answered -> {
                Choice choice = answered.response().choices().get(0);
                assertThat(choice.text()).isEqualTo("It is \"7\" — €");
                assertThat(choice.finish().orElseThrow().reason()).isEqualTo(reason);
                assertThat(answered.response().head().id()).isEqualTo(HEAD.id());
                Usage usage = answered.response().usage().orElseThrow();
                assertThat(usage.input()).hasValue(5);
                assertThat(usage.output()).hasValue(6);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void callsAndThoughtsStreamedAreThoseOfTheWholeAnswer(Protocol protocol) {
        ServerCodec codec =
                protocol.asked(request(new AnswerFormat.Text(), ToolChoice.Any.AUTO, Delivery.STREAM_WITH_USAGE));
        Finish finish = Finish.of(Finish.Reason.TOOL_CALLS);
        ChatResponse response = new ChatResponse(
                HEAD,
                List.of(new Choice(0, PARTS, Optional.of(finish), Optional.empty())),
                Optional.of(Usage.of(5, 6)));
        ChatReply.Answered whole = (ChatReply.Answered) protocol.client.response(
                new ReceivedText(200, codec.response(response).body(), Optional.empty()));
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        List<String> calls = new ArrayList<>();
        List<StringBuilder> arguments = new ArrayList<>();
        List<Finish.Reason> reasons = new ArrayList<>();
        for (ChatEvent event : read(protocol, codec, events(finish))) {
            if (event instanceof ChatEvent.Text more) {
                text.append(more.text());
            } else if (event instanceof ChatEvent.Reasoning more) {
                thoughts.append(more.text());
            } else if (event instanceof ChatEvent.ToolCallOpened call) {
                calls.add(call.id() + call.name());
                arguments.add(new StringBuilder());
            } else if (event instanceof ChatEvent.ToolCallArguments more) {
                arguments.get(more.call()).append(more.fragment());
            } else if (event instanceof ChatEvent.Finished finished) {
                reasons.add(finished.finish().reason());
            }
        }
        Choice choice = whole.response().choices().get(0);
        assertThat(text.toString()).isEqualTo(choice.text());
        assertThat(thoughts.toString()).isEqualTo("hm");
        List<Part.ToolCall> told = choice.parts().stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
        assertThat(calls)
                .isEqualTo(told.stream().map(call -> call.id() + call.name()).toList());
        assertThat(arguments.stream().map(StringBuilder::toString).toList())
                .isEqualTo(told.stream().map(Part.ToolCall::arguments).toList());
        assertThat(reasons).containsExactly(Finish.Reason.TOOL_CALLS);
        assertThat(choice.finish().orElseThrow().reason()).isEqualTo(Finish.Reason.TOOL_CALLS);
    }

    private static List<ChatEvent> events(Finish finish) {
        return List.of(
                new ChatEvent.Opened(HEAD, OptionalLong.of(5)),
                new ChatEvent.KeepAlive(),
                new ChatEvent.Reasoning(0, "hm"),
                new ChatEvent.Text(0, "It is ", List.of()),
                new ChatEvent.KeepAlive(),
                new ChatEvent.Text(0, "\"7\" — €", List.of()),
                new ChatEvent.ToolCallOpened(0, 0, "c1", "clock"),
                new ChatEvent.ToolCallArguments(0, 0, "{\"zone\""),
                new ChatEvent.ToolCallArguments(0, 0, ":1}"),
                new ChatEvent.ToolCallOpened(0, 1, "c2", "clock"),
                new ChatEvent.ToolCallArguments(0, 1, "{}"),
                new ChatEvent.Finished(0, finish),
                new ChatEvent.Used(Usage.of(5, 6)),
                new ChatEvent.Ended());
    }

    private static List<ChatEvent> read(Protocol protocol, ServerCodec codec, List<ChatEvent> events) {
        ChatRequest streamed = request(new AnswerFormat.Text(), ToolChoice.Any.AUTO, Delivery.STREAM_WITH_USAGE);
        StreamWriter writer = codec.stream(streamed);
        StringBuilder body = new StringBuilder();
        events.forEach(event -> body.append(new String(writer.bytes(event), StandardCharsets.UTF_8)));
        StreamReader reader = protocol.client.stream();
        List<ChatEvent> read = new ArrayList<>();
        EventStream.data(body.toString()).forEach(data -> read.addAll(reader.read(data)));
        read.addAll(reader.end());
        return read;
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void anAnswerThatBreaksOffIsNotTakenForWhole(Protocol protocol) {
        ServerCodec codec =
                protocol.asked(request(new AnswerFormat.Text(), ToolChoice.Any.AUTO, Delivery.STREAM_WITH_USAGE));
        List<ChatEvent> read = read(
                protocol,
                codec,
                List.of(
                        new ChatEvent.Opened(HEAD),
                        new ChatEvent.Text(0, "It is", List.of()),
                        new ChatEvent.Failed(RequestRefused.stopping().refusal())));
        assertThat(read).last().isInstanceOf(ChatEvent.Failed.class);
    }

    static Stream<RequestRefused> refusals() {
        return Stream.of(
                RequestRefused.invalid("p", "no"),
                RequestRefused.unauthenticated(true),
                RequestRefused.unknownModel("x"),
                RequestRefused.tooLarge(5),
                RequestRefused.queueFull(),
                RequestRefused.stopping(),
                RequestRefused.fault("oh"));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void refusalsAreFailuresToTheClient(Protocol protocol) {
        refusals().forEach(refused -> {
            var response = protocol.server.get().refusal(refused.refusal());
            ChatReply reply =
                    protocol.client.response(new ReceivedText(response.status(), response.body(), Optional.empty()));
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            ChatReply.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .contains(refused.refusal().message()));
        });
    }
}
