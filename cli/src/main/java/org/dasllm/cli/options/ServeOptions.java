package org.dasllm.cli.options;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.engine.server.ModelAlias;
import org.dasllm.engine.server.OperationsConfig;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.wire.http.HttpServerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to serve, key by key of a run file's section {@code serve}. What is not given is null, so that the file can say it. */
public final class ServeOptions {
    @Option(names = "--host", description = "address to listen on; this machine only where nothing is given")
    private @Nullable String host;

    @Option(names = "--port", description = "port to listen on, 8080 where nothing is given; 0 for a free one")
    private @Nullable Integer port;

    @Option(names = "--model-name", paramLabel = "NAME", description = "what clients call the model, otherwise dasllm")
    private @Nullable String modelName;

    @Option(names = "--slots", description = "answers generated at the same time, otherwise 8")
    private @Nullable Integer slots;

    @Option(names = "--queue", description = "requests that may wait beside them, otherwise 64")
    private @Nullable Integer queue;

    @Option(
            names = "--api-key-variable",
            paramLabel = "NAME",
            description =
                    "environment variable with the key that clients must send; where none is named, none is asked for")
    private @Nullable String apiKeyVariable;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "another name that the model answers to, such as gpt-4o; may be given several times")
    private List<String> aliases = List.of();

    @Option(
            names = "--api-keys",
            paramLabel = "FILE",
            description = "JSON file of keys by their SHA-256, with limits for each; read again when it changes")
    private @Nullable Path apiKeys;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "file for a line of JSON a request, without content, such as /dev/stdout; otherwise none")
    private @Nullable Path accessLog;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            description = "how long a request may take as a whole, otherwise 600")
    private @Nullable Integer deadline;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "PEM file of the server's certificate and those above it, for HTTPS; goes with --tls-key")
    private @Nullable String tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM file of the certificate's private key")
    private @Nullable String tlsKey;

    @Option(
            names = "--deterministic",
            arity = "0",
            description =
                    "answers at temperature 0, or with a seed, have the same bits whatever is answered beside them; slower")
    private @Nullable Boolean deterministic;

    @Option(
            names = "--enable-thinking",
            paramLabel = "true|false",
            arity = "1",
            description =
                    "whether the model thinks before it answers where a request does not say, if its chat template has that choice")
    private @Nullable Boolean enableThinking;

    /** What is given here, and the rest as it was. */
    public ServeConfig over(ServeConfig config) {
        return new ServeConfig(
                host == null ? config.host() : host,
                port == null ? config.port() : port,
                modelName == null ? config.modelName() : modelName,
                slots == null ? config.slots() : slots,
                queue == null ? config.queueLimit() : queue,
                config.defaultMaxTokens(),
                config.contextLimit(),
                apiKeyVariable == null ? config.apiKeyVariable() : Optional.of(apiKeyVariable),
                config.maxRequestBytes(),
                config.stopSeconds(),
                config.quietSeconds(),
                deterministic == null ? config.deterministic() : deterministic,
                enableThinking == null ? config.enableThinking() : Optional.of(enableThinking),
                http(config.http()),
                operations(config.operations()),
                named(config.aliases()));
    }

    private Map<String, ModelAlias> named(Map<String, ModelAlias> known) {
        Map<String, ModelAlias> all = new LinkedHashMap<>(known);
        aliases.forEach(name -> all.putIfAbsent(name, ModelAlias.plain()));
        return all;
    }

    private HttpServerConfig http(HttpServerConfig config) {
        return new HttpServerConfig(
                tlsCertificate == null ? config.tlsCertificate() : Optional.of(tlsCertificate),
                tlsKey == null ? config.tlsKey() : Optional.of(tlsKey),
                config.headerSeconds(),
                config.bodySeconds(),
                config.writeSeconds(),
                config.maxConnections());
    }

    private OperationsConfig operations(OperationsConfig config) {
        return new OperationsConfig(
                apiKeys == null ? config.apiKeys() : Optional.of(apiKeys),
                accessLog == null ? config.accessLog() : Optional.of(accessLog),
                deadline == null ? config.deadlineSeconds() : deadline,
                config.metrics(),
                config.chatPage(),
                config.allowedHosts());
    }
}
