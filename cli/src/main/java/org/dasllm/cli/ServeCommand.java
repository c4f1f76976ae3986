package org.dasllm.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.dasllm.engine.server.InferenceServer;
import org.dasllm.engine.server.ServeConfig;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dasllm serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        header = "Answer at OpenAI's wire format.",
        description = "Serves /v1/chat/completions, with and without streaming, and /v1/models, until it is stopped.")
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options = new ModelOptions();

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "address to listen on; loopback unless told")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8080", description = "port to listen on; 0 for a free one")
    private int port;

    @Option(names = "--model-name", defaultValue = "dasllm", description = "what clients call the model")
    private String modelName = "dasllm";

    @Option(names = "--slots", defaultValue = "8", description = "answers generated at the same time")
    private int slots;

    @Option(names = "--queue", defaultValue = "64", description = "requests that may wait beside them")
    private int queue;

    @Option(
            names = "--api-key-variable",
            paramLabel = "NAME",
            description = "environment variable with the key that clients must send; none is asked for unless told")
    private @Nullable String apiKeyVariable;

    @Option(names = "--address-file", hidden = true, description = "where to write the address once it answers")
    private @Nullable Path addressFile;

    @Option(names = "--end-with", paramLabel = "PID", hidden = true, description = "end when that process ends")
    private @Nullable Long endWith;

    @Override
    public Integer call() throws InterruptedException, UnknownHostException {
        CountDownLatch end = new CountDownLatch(1);
        if (endWith != null) {
            endWith(endWith, end);
        }
        try (LoadedModel loaded = options.load();
                InferenceServer server =
                        InferenceServer.start(config(), loaded.model(), loaded.tokenizer(), loaded.template())) {
            if (addressFile != null) {
                AtomicFile.writeString(addressFile, server.uri() + "/v1");
            }
            if (apiKeyVariable == null && !InetAddress.getByName(host).isLoopbackAddress()) {
                System.err.println("  Anybody who reaches " + host + " can use it: no --api-key-variable is given.");
            }
            System.err.println(
                    "Serving " + loaded.folder() + " on " + loaded.device().description());
            System.out.println(server.uri() + "/v1");
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
            end.await();
        }
        return ExitCode.DONE.number();
    }

    /** By its number, not as the parent: one killed before this process looks is nobody's parent any more. */
    private static void endWith(long process, CountDownLatch end) {
        Thread watch = new Thread(
                () -> {
                    ProcessHandle.of(process).ifPresent(other -> other.onExit().join());
                    end.countDown();
                },
                "end with " + process);
        watch.setDaemon(true);
        watch.start();
    }

    private ServeConfig config() {
        ServeConfig local = ServeConfig.local(modelName);
        return new ServeConfig(
                host,
                port,
                local.modelName(),
                slots,
                queue,
                local.defaultMaxTokens(),
                Optional.empty(),
                Optional.ofNullable(apiKeyVariable),
                local.maxRequestBytes(),
                local.stopSeconds());
    }
}
