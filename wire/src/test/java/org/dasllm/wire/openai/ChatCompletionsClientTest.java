package org.dasllm.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.reference.ReferenceFile;
import org.dasllm.wire.reference.ReferenceRequest;
import org.junit.jupiter.api.Test;

/** The codec held against what the vendor's own client sends. */
final class ChatCompletionsClientTest {
    private static final String MODEL = "gpt-4o-mini";
    private static final OpenAiClientCodec CODEC = new OpenAiClientCodec("max_tokens");

    private static void matches(ReferenceRequest request, JsonNode theirs) {
        ReferenceFile.assertEqual(CODEC.request(request.request()), theirs);
    }

    private static JsonNode sent(String name) throws Exception {
        return ReferenceFile.sent("openai", name).body();
    }

    @Test
    void aText() throws Exception {
        matches(
                ReferenceRequest.question(MODEL)
                        .system()
                        .maxTokens(64)
                        .alternatives(5)
                        .sampling(ReferenceRequest.sampling(OptionalDouble.of(0), OptionalLong.of(7), List.of("END"))),
                sent("text"));
    }

    @Test
    void tools() throws Exception {
        matches(
                ReferenceRequest.question(MODEL)
                        .weather(true, ToolChoice.Any.REQUIRED)
                        .oneCallAtATime(),
                sent("tools"));
    }

    /** A text that is absent where the vendor's client leaves it out is an empty one here. */
    @Test
    void twoTurns() throws Exception {
        ChatReply.Answered answer = (ChatReply.Answered) CODEC.response(new ReceivedText(
                200, ReferenceFile.sent("openai", "answer").json().toString(), Optional.empty()));
        JsonNode theirs = sent("multi-turn");
        ((ObjectNode) theirs.path("messages").path(1)).put("content", "");
        matches(
                ReferenceRequest.question(MODEL)
                        .answered(answer.response().choices().get(0).parts(), new Part.ToolResult("call_1", "Rain"))
                        .weather(true, ToolChoice.Any.AUTO),
                theirs);
    }

    @Test
    void aSchema() throws Exception {
        matches(ReferenceRequest.question(MODEL).label(), sent("schema"));
    }

    @Test
    void thePathAndTheKey() throws Exception {
        JsonNode sent = ReferenceFile.sent("openai", "text").json();
        assertThat("/v1" + CODEC.path()).isEqualTo(sent.path("path").textValue());
        assertThat(CODEC.headers(Optional.of("key")))
                .isEqualTo(Map.of(
                        "Authorization",
                        sent.path("headers").path("authorization").textValue()));
    }

    @Test
    void whatIsUnsupportedIsNamedBeforeAnythingIsSent() {
        Sampling sampling = new Sampling(
                OptionalDouble.of(2),
                OptionalDouble.of(1),
                OptionalInt.of(1),
                OptionalLong.of(1),
                List.of("END"),
                OptionalDouble.of(1),
                OptionalDouble.of(1),
                Map.of(1, 2.0));
        assertThat(CODEC.unsupported(ReferenceRequest.question(MODEL)
                        .sampling(sampling)
                        .choices(3)
                        .alternatives(20)
                        .thinking(new Thinking(Optional.of(Thinking.Effort.MAX), OptionalInt.of(5), true))
                        .request()))
                .extracting(UnsupportedSetting::setting)
                .containsExactly(Setting.TOP_K, Setting.THINKING, Setting.THINKING);
    }
}
