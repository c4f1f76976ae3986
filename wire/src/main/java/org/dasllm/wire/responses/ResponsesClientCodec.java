package org.dasllm.wire.responses;

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
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.received.ErrorReader;

/** The Responses API as a client speaks it. */
public final class ResponsesClientCodec implements ClientCodec {

    @Override
    public String path() {
        return "/responses";
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    }

    @Override
    public List<UnsupportedSetting> unsupported(ChatRequest request) {
        return new SettingsCheck("OpenAI's Responses API", request)
                .withoutChoices()
                .withoutTopK()
                .withoutSeed()
                .withoutStop()
                .withoutPenalties()
                .withoutLogitBias()
                .withoutSchemaByName()
                .lacks(
                        request.thinking()
                                .filter(thinking -> thinking.budget().isPresent())
                                .isPresent(),
                        Setting.THINKING,
                        "budget for thinking")
                .unsupported();
    }

    @Override
    public JsonNode body(ChatRequest request) {
        return RequestWriter.write(request);
    }

    @Override
    public ChatReply response(ReceivedText received) {
        return received.success() ? new AnswerReader(received).read() : new ErrorReader(received).read();
    }

    @Override
    public StreamReader stream() {
        return new EventReader();
    }
}
