package org.dasllm.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.reference.ReferenceFile;
import org.dasllm.wire.reference.ReferenceRequest;
import org.junit.jupiter.api.Test;

/** The codec held against what the vendor's own client sends and against recorded answers. */
final class AnthropicClientTest {
    private static final String MODEL = "claude-sonnet-5";
    private static final AnthropicClientCodec CODEC = new AnthropicClientCodec(ApiVersion.V2026_10_21);

    /** The bodies are equal without exception. */
    private static void matches(ReferenceRequest request, String name) throws Exception {
        JsonNode theirs = ReferenceFile.sent("anthropic", name).body();
        ReferenceFile.assertEqual(CODEC.request(request.request()), theirs);
    }

    @Test
    void aText() throws Exception {
        matches(
                ReferenceRequest.question(MODEL)
                        .system()
                        .maxTokens(64)
                        .sampling(ReferenceRequest.sampling(
                                OptionalDouble.empty(), OptionalLong.empty(), List.of("END"))),
                "text");
    }

    @Test
    void tools() throws Exception {
        matches(
                ReferenceRequest.question(MODEL)
                        .maxTokens(4000)
                        .weather(true, ToolChoice.Any.REQUIRED)
                        .oneCallAtATime()
                        .thinking(new Thinking(Optional.of(Thinking.Effort.LOW), OptionalInt.empty(), true)),
                "tools");
    }

    @Test
    void twoTurnsWithThoughts() throws Exception {
        ChatReply.Answered answer = (ChatReply.Answered) CODEC.response(new ReceivedText(
                200, ReferenceFile.sent("anthropic", "answer").json().toString(), Optional.empty()));
        matches(
                ReferenceRequest.question(MODEL)
                        .maxTokens(4000)
                        .answered(
                                answer.response().choices().get(0).parts(),
                                new Part.ToolResult("toolu_1", "No answer", true))
                        .weather(true, ToolChoice.Any.AUTO),
                "multi-turn");
    }

    @Test
    void aSchema() throws Exception {
        matches(ReferenceRequest.question(MODEL).maxTokens(64).label(), "schema");
    }

    /** The vendor's newer clients put the key into {@code Authorization}; its documentation, and every gateway, into this one. */
    @Test
    void thePathAndTheHeaders() throws Exception {
        JsonNode sent = ReferenceFile.sent("anthropic", "text").json();
        assertThat("/v1" + CODEC.path()).isEqualTo(sent.path("path").textValue());
        assertThat(CODEC.headers(Optional.of("key")))
                .isEqualTo(Map.of(
                        "anthropic-version",
                        sent.path("headers").path("anthropic-version").textValue(),
                        "x-api-key",
                        "key"));
    }

    @Test
    void aRecordedCall() throws Exception {
        ChatReply.Answered answer = ReferenceFile.recorded("anthropic", "call").answered(CODEC);
        Choice choice = answer.response().choices().get(0);
        assertThat(choice.parts()).extracting(part -> (Object) part.getClass()).contains(Part.ToolCall.class);
        assertThat(choice.parts().get(0))
                .isInstanceOfSatisfying(
                        Part.Reasoning.class,
                        thought -> assertThat(thought.signature()).isPresent());
        assertThat(choice.finish()).contains(Finish.ofWord("tool_use"));
    }

    @Test
    void aRecordedText() throws Exception {
        ChatReply.Answered answer = ReferenceFile.recorded("anthropic", "text").answered(CODEC);
        assertThat(answer.response().choices().get(0).text()).startsWith("Hello!");
        assertThat(answer.response().usage())
                .contains(new Usage(
                        OptionalLong.of(8),
                        OptionalLong.of(16),
                        OptionalLong.of(0),
                        OptionalLong.of(0),
                        OptionalLong.empty()));
        assertThat(answer.message()).isNull();
    }

    @Test
    void aRecordedStream() throws Exception {
        List<ChatEvent> events =
                ReferenceFile.recorded("anthropic", "stream-thinking").events(CODEC);
        assertThat(events.get(0)).isInstanceOf(ChatEvent.Opened.class);
        StringBuilder thoughts = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.Reasoning thought) {
                thoughts.append(thought.text());
            } else if (event instanceof ChatEvent.Text more) {
                text.append(more.text());
            }
        }
        assertThat(thoughts).startsWith("This is a straightforward question");
        assertThat(text).startsWith("Here are the basic steps");
        assertThat(events).hasAtLeastOneElementOfType(ChatEvent.ReasoningSigned.class);
        assertThat(events.subList(events.size() - 3, events.size()))
                .extracting(event -> (Object) event.getClass())
                .containsExactly(ChatEvent.Finished.class, ChatEvent.Used.class, ChatEvent.Ended.class);
    }
}
