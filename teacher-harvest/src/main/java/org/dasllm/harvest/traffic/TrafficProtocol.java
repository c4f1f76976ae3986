package org.dasllm.harvest.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;
import org.dasllm.wire.anthropic.AnthropicClientCodec;
import org.dasllm.wire.anthropic.MessagesServerCodec;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.openai.OpenAiClientCodec;
import org.dasllm.wire.openai.OpenAiServerCodec;
import org.dasllm.wire.responses.ResponsesClientCodec;
import org.dasllm.wire.responses.ResponsesServerCodec;

/** The protocols whose exchanges are recorded. */
public enum TrafficProtocol {
    OPENAI("openai", ".*/chat/completions"),
    RESPONSES("responses", ".*/responses"),
    /** The paths of OpenAI's Assistants end like its own: what is posted to a thread is a message to be kept, and its answer says no more. */
    ANTHROPIC("anthropic", "(?!.*/threads/).*/messages");

    private final String word;
    private final Pattern path;

    TrafficProtocol(String word, String path) {
        this.word = word;
        this.path = Pattern.compile(path, Pattern.DOTALL);
    }

    /** The protocol of what is posted to a path, of whatever beginning; empty where it is none of these. */
    public static Optional<TrafficProtocol> at(String path) {
        for (TrafficProtocol each : values()) {
            if (each.path.matcher(path).matches()) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** By its word in a journal. */
    static Optional<TrafficProtocol> of(String word) {
        for (TrafficProtocol each : values()) {
            if (each.word.equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** As journals name it, and the section of a teacher. */
    public String word() {
        return word;
    }

    /** Reads what is answered. */
    public ClientCodec client() {
        return switch (this) {
            case OPENAI -> new OpenAiClientCodec("max_completion_tokens");
            case RESPONSES -> new ResponsesClientCodec();
            case ANTHROPIC -> new AnthropicClientCodec();
        };
    }

    private ServerCodec server() {
        return switch (this) {
            case OPENAI -> new OpenAiServerCodec();
            case RESPONSES -> new ResponsesServerCodec();
            case ANTHROPIC -> MessagesServerCodec.answering(Optional.of("2023-06-01"));
        };
    }

    /** The parts of a request that are its conversation, and what its answer may call. */
    private List<String> keys() {
        return switch (this) {
            case OPENAI -> List.of("messages", "tools");
            case RESPONSES -> List.of("input", "instructions", "tools");
            case ANTHROPIC -> List.of("messages", "system", "tools");
        };
    }

    /**
     * Reads the conversation of a request, and what its answer may call; settings do not count, which another server may know that ours
     * does not.
     *
     * @throws RequestRefused saying what cannot be read
     */
    public ChatRequest conversation(JsonNode body) {
        ObjectNode kept = Json.mapper().createObjectNode().put("model", "any").put("max_tokens", 1);
        for (String key : keys()) {
            if (body.has(key)) {
                kept.set(key, body.get(key));
            }
        }
        return server().request(Json.line(kept).getBytes(StandardCharsets.UTF_8));
    }
}
