package org.dasllm.engine.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.dasllm.engine.access.Keys;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.http.HttpServerConfig;

/**
 * How a model is served.
 *
 * @param host the address to listen on; loopback unless told, so that nobody else can reach it
 * @param port the port to listen on; 0 for a free one
 * @param modelName what clients call the model
 * @param slots answers that are generated at the same time
 * @param queueLimit requests that may wait beside them; more are refused
 * @param defaultMaxTokens the most tokens of an answer where the request does not say
 * @param contextLimit the most tokens of a prompt and its answer together; at most the model's context, which it is where
 *     nothing is given
 * @param apiKeyVariable the environment variable that holds the key which clients must send; none is asked for where
 *     nothing is given
 * @param maxRequestBytes the largest body that is taken
 * @param stopSeconds how long answers under way may take to end when the server is stopped
 * @param quietSeconds how long an answer may say nothing before its client is sent something that means nothing, so that no
 *     proxy on the way takes the connection for dead
 * @param deterministic whether an answer at temperature 0, or with a seed, has the same bits whatever is answered beside it, whatever was
 *     answered before, and by however many threads; that takes longer
 * @param enableThinking whether the prompt leaves room for thoughts before the answer, where the request does not say: what chat templates
 *     call {@code enable_thinking}; the template's own default where nothing is given
 * @param http what clients may take of the server
 * @param aliases other names of the model, each with defaults of its own, so that a product may go on with the name that it asks for
 * @param operations how it is run in production
 */
public record ServeConfig(
        @Default("127.0.0.1") String host,
        @Default("8080") int port,
        @Default("dasllm") String modelName,
        @Default("8") int slots,
        @Default("64") int queueLimit,
        @Default("512") int defaultMaxTokens,
        Optional<Integer> contextLimit,
        Optional<String> apiKeyVariable,
        @Default("4194304") int maxRequestBytes,
        @Default("30") int stopSeconds,
        @Default("15") int quietSeconds,
        @Default("false") boolean deterministic,
        Optional<Boolean> enableThinking,
        @Default("{}") HttpServerConfig http,
        @Default("{}") OperationsConfig operations,
        @Default("{}") Map<String, ModelAlias> aliases) {

    public ServeConfig {
        new Faults()
                .unless(!host.isBlank(), "host", "is empty")
                .unless(port >= 0 && port <= 65535, "port", "is from 0 to 65535, not " + port)
                .unless(!modelName.isBlank(), "model_name", "is empty")
                .unless(slots >= 1 && slots <= 1024, "slots", "is from 1 to 1024, not " + slots)
                .unless(queueLimit >= 0 && queueLimit <= 4096, "queue_limit", "is from 0 to 4096, not " + queueLimit)
                .unless(defaultMaxTokens >= 1, "default_max_tokens", "is at least 1, not " + defaultMaxTokens)
                .unless(contextLimit.orElse(2) >= 2, "context_limit", "is at least 2, not " + contextLimit.orElse(2))
                .unless(
                        maxRequestBytes >= 1024 && maxRequestBytes <= 1 << 30,
                        "max_request_bytes",
                        "is from 1024 to 1073741824, not " + maxRequestBytes)
                .unless(!apiKeyVariable.orElse("x").isBlank(), "api_key_variable", "is empty")
                .unless(stopSeconds >= 0, "stop_seconds", "is at least 0, not " + stopSeconds)
                .unless(quietSeconds >= 1, "quiet_seconds", "is at least 1, not " + quietSeconds)
                .unless(
                        aliases.keySet().stream().noneMatch(String::isBlank) && !aliases.containsKey(modelName),
                        "aliases",
                        "have a name that is empty, or the model's own")
                .refuse();
        aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
    }

    /** Without other names of the model, and with the template's own default of thinking. */
    public ServeConfig(
            String host,
            int port,
            String modelName,
            int slots,
            int queueLimit,
            int defaultMaxTokens,
            Optional<Integer> contextLimit,
            Optional<String> apiKeyVariable,
            int maxRequestBytes,
            int stopSeconds,
            int quietSeconds,
            boolean deterministic,
            HttpServerConfig http,
            OperationsConfig operations) {
        this(
                host,
                port,
                modelName,
                slots,
                queueLimit,
                defaultMaxTokens,
                contextLimit,
                apiKeyVariable,
                maxRequestBytes,
                stopSeconds,
                quietSeconds,
                deterministic,
                Optional.empty(),
                http,
                operations,
                Map.of());
    }

    /** All names that the model answers to, its own first. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        names.add(modelName);
        names.addAll(aliases.keySet());
        return names;
    }

    /**
     * Finds the model of a request.
     *
     * @return the request with the defaults of its alias, where it asks by one
     * @throws RequestRefused where there is no such model
     */
    ChatRequest resolved(ChatRequest request) {
        requireModel(request.model());
        ModelAlias alias = aliases.get(request.model());
        return alias == null ? request : alias.over(request);
    }

    /** @throws RequestRefused where there is no such model */
    void requireModel(String name) {
        if (!names().contains(name)) {
            throw RequestRefused.unknownModel(name);
        }
    }

    /** The same for this machine and a moment: at a free port of loopback, without TLS, a file of keys and an access log. */
    public ServeConfig forThisMachine() {
        return new ServeConfig(
                "127.0.0.1",
                0,
                modelName,
                slots,
                queueLimit,
                defaultMaxTokens,
                contextLimit,
                apiKeyVariable,
                maxRequestBytes,
                stopSeconds,
                quietSeconds,
                deterministic,
                enableThinking,
                http.withoutTls(),
                operations.forThisMachine(),
                aliases);
    }

    /**
     * The key that clients must send; empty where none is asked for.
     *
     * @param environment the variables of the process
     * @throws DasllmException if there is to be one, and the variable has none that every client can send
     */
    public Optional<String> apiKey(Map<String, String> environment) {
        return apiKeyVariable.map(variable -> ApiKey.read(variable, environment));
    }

    /**
     * All keys that open the server.
     *
     * @param environment the variables of the process
     * @param tell gets a sentence when the file of keys has changed
     * @throws DasllmException as {@link #apiKey}, and if there is a file of keys that cannot be used
     */
    public Keys keys(Map<String, String> environment, Consumer<String> tell) {
        return Keys.of(apiKey(environment), operations.apiKeys(), tell);
    }
}
