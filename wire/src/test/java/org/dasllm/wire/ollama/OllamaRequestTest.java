package org.dasllm.wire.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.reference.ReferenceFile;
import org.dasllm.wire.reference.ReferenceRequest;
import org.junit.jupiter.api.Test;

/** Bodies of requests, held against those of the vendor's own client. */
final class OllamaRequestTest {
    private static final String MODEL = "qwen3";
    private static final OllamaClientCodec CODEC = new OllamaClientCodec();

    /** What the vendor's client writes in other words: an empty list where there are no tools. */
    private static JsonNode sent(String name) throws Exception {
        ObjectNode body = (ObjectNode) ReferenceFile.sent("ollama", name).body();
        if (body.path("tools").isEmpty()) {
            body.remove("tools");
        }
        return body;
    }

    /**
     * What the vendor's client has no place for: what becomes of a prompt that is too long, the names of calls and their places, which the
     * server's own types have, and of a tool's schema whatever is not among its properties.
     */
    private static JsonNode known(JsonNode body) {
        ((ObjectNode) body).remove(List.of("truncate", "shift"));
        for (JsonNode message : body.path("messages")) {
            ((ObjectNode) message).remove("tool_call_id");
            for (JsonNode call : message.path("tool_calls")) {
                ((ObjectNode) call).remove("id");
                ((ObjectNode) call.path("function")).remove("index");
            }
        }
        for (JsonNode tool : body.path("tools")) {
            ((ObjectNode) tool.path("function").path("parameters")).remove("additionalProperties");
        }
        return body;
    }

    private static void assertSent(String name, ReferenceRequest asked) throws Exception {
        ReferenceFile.assertEqual(known(CODEC.request(asked.request())), sent(name));
    }

    @Test
    void aText() throws Exception {
        Sampling sampling = new Sampling(
                OptionalDouble.of(0),
                OptionalDouble.of(0.5),
                OptionalInt.of(3),
                OptionalLong.of(7),
                List.of("END"),
                OptionalDouble.of(0.25),
                OptionalDouble.of(0.5),
                Map.of());
        assertSent(
                "text",
                ReferenceRequest.question(MODEL)
                        .system()
                        .maxTokens(64)
                        .alternatives(5)
                        .sampling(sampling));
    }

    @Test
    void aPromptThatIsTooLongIsToBeRefusedAndNotCut() {
        JsonNode body = CODEC.request(ReferenceRequest.question(MODEL).request());
        assertThat(body.path("truncate").asBoolean(true)).isFalse();
        assertThat(body.path("shift").asBoolean(true)).isFalse();
    }

    @Test
    void tools() throws Exception {
        assertSent(
                "tools",
                ReferenceRequest.question(MODEL)
                        .weather(false, ToolChoice.Any.AUTO)
                        .thinking(Thinking.of(Effort.LOW)));
    }

    @Test
    void aResultNamesItsTool() throws Exception {
        String answer = ReferenceFile.sent("ollama", "answer").json().toString();
        ChatReply.Answered first = (ChatReply.Answered) CODEC.response(new ReceivedText(200, answer, Optional.empty()));
        List<Part> parts = first.response().choices().get(0).parts();
        assertSent(
                "multi-turn",
                ReferenceRequest.question(MODEL)
                        .answered(parts, new Part.ToolResult("call_0", "Rain"))
                        .weather(false, ToolChoice.Any.AUTO));
    }

    @Test
    void aSchema() throws Exception {
        assertSent("schema", ReferenceRequest.question(MODEL).label().thinking(Thinking.of(Effort.NONE)));
    }

    private static void assertUnsupported(ReferenceRequest asked, Setting setting) {
        assertThat(CODEC.unsupported(asked.request()))
                .extracting(UnsupportedSetting::setting)
                .containsExactly(setting);
        assertThatThrownBy(() -> CODEC.request(asked.request())).hasMessageContaining("Ollama's chat API has no");
    }

    @Test
    void whatTheProtocolHasNoWordForIsRefused() {
        assertUnsupported(ReferenceRequest.question(MODEL).choices(2), Setting.CHOICES);
        assertUnsupported(ReferenceRequest.question(MODEL).alternatives(21), Setting.LOG_PROBABILITIES);
        assertUnsupported(ReferenceRequest.question(MODEL).oneCallAtATime(), Setting.PARALLEL_TOOL_CALLS);
        assertUnsupported(
                ReferenceRequest.question(MODEL).weather(false, ToolChoice.Any.REQUIRED), Setting.TOOL_CHOICE);
        assertUnsupported(ReferenceRequest.question(MODEL).thinking(Thinking.of(Effort.XHIGH)), Setting.THINKING);
        assertUnsupported(
                ReferenceRequest.question(MODEL).thinking(new Thinking(Optional.empty(), OptionalInt.of(512), false)),
                Setting.THINKING);
        ChatMessage image =
                new ChatMessage(Role.USER, List.of(new Part.Other("image_url", ReferenceRequest.json("{'url':'x'}"))));
        assertThatThrownBy(() -> CODEC.request(
                        ReferenceRequest.question(MODEL).message(image).request()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("image_url");
    }

    @Test
    void noToolIsNamedThatMustNotBeCalled() {
        assertThat(CODEC.request(ReferenceRequest.question(MODEL)
                                .weather(false, ToolChoice.Any.NONE)
                                .request())
                        .has("tools"))
                .isFalse();
    }

    @Test
    void thoughtsMayBeAskedForWithoutSayingHowManyAndTheKeyIsABearers() {
        JsonNode body = CODEC.request(
                ReferenceRequest.question(MODEL).thinking(Thinking.visible()).request());
        assertThat(body.path("think").asBoolean()).isTrue();
        assertThat(CODEC.headers(Optional.of("k"))).containsExactly(Map.entry("Authorization", "Bearer k"));
        assertThat(CODEC.headers(Optional.empty())).isEmpty();
    }
}
