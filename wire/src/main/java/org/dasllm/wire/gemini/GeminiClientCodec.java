package org.dasllm.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.UnsupportedSetting;

/** The Gemini API as a client speaks it. The model, and whether an answer comes piece by piece, stand in the path and not in the body. */
public final class GeminiClientCodec implements ClientCodec {
    static final String VERSION = "/v1beta";
    private static final Pattern NAME = Pattern.compile("[\\w.@~-]+(/[\\w.@~-]+)*");

    private final String model;
    private final boolean streamed;

    /**
     * @param model the model's name, such as {@code gemini-2.5-flash}, or its resource's, such as {@code tunedModels/mine}
     * @param streamed whether answers come piece by piece
     * @throws DasllmException if the name cannot stand in a path
     */
    public GeminiClientCodec(String model, boolean streamed) {
        if (!NAME.matcher(model).matches()) {
            throw DasllmException.usage(
                    "'" + model + "' is no name of a model of the Gemini API",
                    "Set model to a name such as gemini-2.5-flash or tunedModels/mine");
        }
        this.model = model;
        this.streamed = streamed;
    }

    @Override
    public String path() {
        String resource = model.contains("/") ? model : "models/" + model;
        return "/" + resource + (streamed ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return key.map(secret -> Map.of("x-goog-api-key", secret)).orElse(Map.of());
    }

    @Override
    public List<UnsupportedSetting> unsupported(ChatRequest request) {
        return RequestSettings.unsupported(request);
    }

    @Override
    public JsonNode body(ChatRequest request) {
        if (!request.model().equals(model) || request.streamed() != streamed) {
            throw new IllegalArgumentException("a request that is not of " + path() + ": " + request.model());
        }
        return RequestWriter.write(request);
    }

    @Override
    public ChatReply response(ReceivedText received) {
        return received.success() ? new AnswerReader(received).read() : new StatusReader(received).read();
    }

    @Override
    public StreamReader stream() {
        return new EventReader();
    }
}
