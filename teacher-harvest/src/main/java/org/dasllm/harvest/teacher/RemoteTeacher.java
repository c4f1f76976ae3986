package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.client.ChatClient;
import org.jspecify.annotations.Nullable;

/** A server that is asked over HTTP, for whole answers, in the protocol that the configuration says. */
public final class RemoteTeacher implements Teacher {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final TeacherConfig config;
    private final URI endpoint;
    private final ClientCodec codec;
    private final ChatClient client;

    /** Reads the key from the environment, if the configuration names a variable. */
    public RemoteTeacher(TeacherConfig config) {
        this.config = config;
        this.endpoint = config.endpoint();
        this.codec = config.codec();
        Optional<String> key = key(config.apiKeyEnvironmentVariable());
        this.client = new ChatClient(
                endpoint, codec, key, config.timeoutSeconds(), Optional.ofNullable(config.certificateAuthorities()));
    }

    @Override
    public JsonNode request(List<Message> prompt) {
        return codec.request(new ChatRequest(
                config.model(),
                prompt.stream().map(RemoteTeacher::message).toList(),
                List.of(),
                ToolChoice.Any.AUTO,
                new AnswerFormat.Text(),
                Sampling.at(config.temperature()),
                OptionalInt.of(config.maxTokens()),
                1,
                config.topLogprobs() > 0 ? OptionalInt.of(config.topLogprobs()) : OptionalInt.empty(),
                ChatRequest.Delivery.WHOLE));
    }

    private static ChatMessage message(Message message) {
        return ChatMessage.of(ChatMessage.Role.valueOf(message.role().toUpperCase(Locale.ROOT)), message.content());
    }

    /**
     * Over the server's address and the body. The port of a server on this machine is left out: one that is started anew
     * for each run is on another port each time, and still the same teacher.
     */
    @Override
    public String hash(JsonNode request) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        String address = LOOPBACK.contains(host) ? "loopback" : host + ":" + endpoint.getPort();
        return Sha256.ofString(address + endpoint.getRawPath() + "\n" + Json.line(request));
    }

    @Override
    public ChatReply ask(JsonNode request) throws InterruptedException {
        return client.ask(request);
    }

    private static Optional<String> key(@Nullable String variable) {
        if (variable == null) {
            return Optional.empty();
        }
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw DasllmException.input(
                    "The environment variable " + variable + " for the teacher's API key is not set",
                    "Set it to the key, or remove api_key_environment_variable where none is needed");
        }
        String key = value.strip();
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw DasllmException.input(
                    "The environment variable " + variable + " for the teacher's API key holds characters no key has",
                    "Set it to the key alone");
        }
        return Optional.of(key);
    }
}
