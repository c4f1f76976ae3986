package org.dasllm.wire.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.UnsupportedSetting;

/**
 * Chat completions at Azure: a key goes into a header of its own, and a prompt that the content filter stops is an error, which may
 * have been paid for, where elsewhere it is an answer.
 *
 * @param bearer whether the secret is a token of Microsoft Entra ID instead of a key
 */
public record AzureClientCodec(ClientCodec chat, boolean bearer) implements ClientCodec {
    private static final String FILTERED = "content_filter";
    private static final int BAD_REQUEST = 400;

    @Override
    public String path() {
        return chat.path();
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return bearer
                ? chat.headers(key)
                : key.map(secret -> Map.of("api-key", secret)).orElse(Map.of());
    }

    @Override
    public List<UnsupportedSetting> unsupported(ChatRequest request) {
        return chat.unsupported(request);
    }

    @Override
    public JsonNode body(ChatRequest request) {
        return chat.body(request);
    }

    @Override
    public ChatReply response(ReceivedText received) {
        return received.status() == BAD_REQUEST && filtered(received.body())
                ? stopped().withRequestId(received.requestId())
                : chat.response(received);
    }

    private static boolean filtered(String body) {
        try {
            return Json.mapper().readTree(body).at("/error/code").asText().equals(FILTERED);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** An answer that ended before it began. What it took is not told. */
    private static ChatReply stopped() {
        Choice none = new Choice(0, List.of(), Optional.of(Finish.blocked(FILTERED)), Optional.empty());
        ResponseHead head = new ResponseHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return new ChatReply.Answered(new ChatResponse(head, List.of(none), Optional.empty()), null);
    }

    @Override
    public StreamReader stream() {
        return chat.stream();
    }
}
