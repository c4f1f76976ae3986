package org.dasllm.cli;

import java.util.Optional;
import org.dasllm.engine.server.ServeConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to serve, key by key of a run file's section {@code serve}. What is not given is null, so that the file can say it. */
final class ServeOptions {
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
            names = "--deterministic",
            arity = "0",
            description =
                    "answers at temperature 0, or with a seed, have the same bits whatever is answered beside them; slower")
    private @Nullable Boolean deterministic;

    /** What is given here, and the rest as it was. */
    ServeConfig over(ServeConfig config) {
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
                config.http());
    }
}
