package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.Setting;
import org.dasllm.wire.chat.SettingsCheck;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.received.ErrorReader;

/** Chat completions as a client speaks them, with whoever calls himself compatible. */
public final class OpenAiClientCodec implements ClientCodec {
    private final RequestWriter requests;

    /**
     * @param maxTokensField what the server calls the most tokens of an answer: {@code max_tokens}, or
     *     {@code max_completion_tokens}
     */
    public OpenAiClientCodec(String maxTokensField) {
        this.requests = new RequestWriter(maxTokensField);
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    }

    @Override
    public List<UnsupportedSetting> unsupported(ChatRequest request) {
        Optional<Thinking> thinking = request.thinking();
        return new SettingsCheck("OpenAI's chat completions", request)
                .withoutTopK()
                .lacks(
                        thinking.filter(each -> each.budget().isPresent()).isPresent(),
                        Setting.THINKING,
                        "budget for thinking")
                .lacks(
                        thinking.filter(Thinking::shown).isPresent(),
                        Setting.THINKING,
                        "word for showing what the model thinks")
                .unsupported();
    }

    @Override
    public JsonNode body(ChatRequest request) {
        return requests.write(request);
    }

    @Override
    public ChatReply response(ReceivedText received) {
        return received.success() ? new AnswerReader(received).read() : new ErrorReader(received).read();
    }

    @Override
    public StreamReader stream() {
        return new ChunkReader();
    }
}
