package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.RequestKey;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.client.ChatClient;
import org.dasllm.wire.client.ChatExchange;

/** A server that is asked over HTTP, for whole answers, in the protocol that the configuration says. */
public final class RemoteTeacher implements Teacher {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final TeacherConfig config;
    private final URI endpoint;
    private final AnswerContract contract;
    private final ClientCodec codec;
    private final ChatClient client;

    /** One that is held to nothing but its prompts. */
    public RemoteTeacher(TeacherConfig config) {
        this(config, AnswerContract.NONE);
    }

    /**
     * Finds the key.
     *
     * @throws DasllmException if it is not where it is to be, or if the protocol has no words for what is configured
     */
    public RemoteTeacher(TeacherConfig config, AnswerContract contract) {
        this(config, contract, SecretSource.of(config));
    }

    private RemoteTeacher(TeacherConfig config, AnswerContract contract, Supplier<Optional<String>> key) {
        this.config = config;
        this.contract = contract;
        this.endpoint = config.endpoint();
        this.codec = config.codec()
                .orElseThrow(() ->
                        new IllegalArgumentException(config.protocol().words() + " is not spoken over HTTP here"));
        for (UnsupportedSetting setting : codec.unsupported(PromptRequest.of(config, contract, List.of()))) {
            throw DasllmException.usage(
                    "The teacher '" + config.model() + "' cannot be asked as configured: " + setting.reason(),
                    setting.advice());
        }
        this.client = new ChatClient(
                endpoint, codec, key, config.timeoutSeconds(), Optional.ofNullable(config.certificateAuthorities()));
    }

    /** One that looks for no key: what was answered before can be read, and a server that wants a key refuses to answer. */
    static RemoteTeacher withoutKey(TeacherConfig config, AnswerContract contract) {
        return new RemoteTeacher(config, contract, Optional::empty);
    }

    @Override
    public JsonNode request(List<Message> prompt) {
        return request(prompt, 0);
    }

    @Override
    public JsonNode request(List<Message> prompt, int draw) {
        return codec.request(PromptRequest.of(config, contract, prompt, draw));
    }

    /**
     * Over the server's address and the body. The port of a server on this machine is left out: one that is started anew
     * for each run is on another port each time, and still the same teacher.
     */
    @Override
    public String hash(JsonNode request) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        String address = LOOPBACK.contains(host) ? "loopback" : host + ":" + endpoint.getPort();
        return Sha256.ofString(address + path() + "\n" + Json.line(request));
    }

    private String path() {
        return endpoint.getRawPath() + (endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery());
    }

    @Override
    public String key(JsonNode request) {
        return RequestKey.of(config.protocol().name().toLowerCase(Locale.ROOT), endpoint, config.model(), request);
    }

    @Override
    public void prepare() {
        client.prepare();
    }

    @Override
    public ChatReply ask(JsonNode request) throws InterruptedException {
        return client.ask(request);
    }

    @Override
    public CompletableFuture<ChatExchange> askAsync(JsonNode request) {
        return client.exchangeAsync(request);
    }

    @Override
    public ChatReply read(int status, String body) {
        return client.read(new ReceivedText(status, body, Optional.empty()));
    }
}
