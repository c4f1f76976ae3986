package org.dasllm.engine.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.openai.OpenAiServerCodec;

/**
 * Serves one model at OpenAI's chat completions. While it runs, the model and its device are its own; closing it lets
 * answers under way end, refuses new ones, and gives the model back.
 */
public final class InferenceServer implements AutoCloseable {
    /** Requests that are refused, or ask for health or models, beside those that generate or wait. */
    private static final int OTHER_REQUESTS = 8;

    private static final int BACKLOG = 256;

    static {
        // The platform's server reads these once. Small writes must go out at once: a stream is made of them. A client
        // that opens a connection and sends its request drop by drop must not hold a thread for ever.
        setIfAbsent("sun.net.httpserver.nodelay", "true");
        setIfAbsent("sun.net.httpserver.maxReqTime", "120");
    }

    private final HttpServer http;
    private final ExecutorService threads;
    private final Scheduler scheduler;
    private final AtomicInteger exchanges;
    private final ServeConfig config;

    private InferenceServer(
            HttpServer http,
            ExecutorService threads,
            Scheduler scheduler,
            AtomicInteger exchanges,
            ServeConfig config) {
        this.http = http;
        this.threads = threads;
        this.scheduler = scheduler;
        this.exchanges = exchanges;
        this.config = config;
    }

    /**
     * Starts a server.
     *
     * @throws DasllmException if the port is taken, the host is not this machine's, or the key's variable is not set
     */
    public static InferenceServer start(
            ServeConfig config, LanguageModel model, Tokenizer tokenizer, ChatTemplate template) {
        return start(config, model, tokenizer, template, System.getenv());
    }

    static InferenceServer start(
            ServeConfig config,
            LanguageModel model,
            Tokenizer tokenizer,
            ChatTemplate template,
            Map<String, String> environment) {
        ApiKey key = ApiKey.of(config.apiKey(environment));
        int own = model.config().contextLength();
        int context = Math.min(own, config.contextLimit().orElse(own));
        HttpServer http = bind(config);
        ExecutorService threads = threads(config.slots() + config.queueLimit() + OTHER_REQUESTS);
        try {
            SampleEncoder encoder = new SampleEncoder(tokenizer, template, model.config());
            Scheduler scheduler = new Scheduler(model, tokenizer, config.slots(), config.queueLimit(), context);
            String fingerprint =
                    "dasllm-" + RunManifest.version() + "-" + model.device().name();
            ServerCodec codec = new OpenAiServerCodec();
            ChatEndpoint chat = new ChatEndpoint(
                    codec,
                    config,
                    scheduler,
                    tokenizer,
                    encoder,
                    model.config().vocabularySize(),
                    context,
                    fingerprint);
            Router router = new Router(
                    codec, config, scheduler, chat, key, Instant.now().getEpochSecond());
            AtomicInteger exchanges = new AtomicInteger();
            http.createContext("/", exchange -> {
                exchanges.incrementAndGet();
                try {
                    router.handle(exchange);
                } finally {
                    exchanges.decrementAndGet();
                }
            });
            http.setExecutor(threads);
            http.start();
            return new InferenceServer(http, threads, scheduler, exchanges, config);
        } catch (RuntimeException e) {
            http.stop(0);
            threads.shutdownNow();
            throw e;
        }
    }

    private static HttpServer bind(ServeConfig config) {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw DasllmException.usage(
                    "The host '" + config.host() + "' is not known",
                    "Set it to 127.0.0.1, or to an address of this machine");
        }
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (BindException e) {
            throw DasllmException.input(
                    "Port " + config.port() + " of " + config.host() + " cannot be listened on: " + e.getMessage(),
                    "Stop what is using it, or set another port; 0 takes a free one",
                    e);
        } catch (IOException e) {
            throw DasllmException.input(
                    "The server cannot listen on " + config.host() + ": " + e.getMessage(),
                    "Set the host to 127.0.0.1, or to an address of this machine",
                    e);
        }
    }

    private static ExecutorService threads(int number) {
        AtomicInteger next = new AtomicInteger(1);
        return Executors.newFixedThreadPool(number, task -> {
            Thread thread = new Thread(task, "dasllm-http-" + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /** Where it answers, such as {@code http://127.0.0.1:8080}; without the path {@code /v1}. */
    public URI uri() {
        InetSocketAddress address = http.getAddress();
        InetAddress host = address.getAddress();
        String name = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        return URI.create("http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + address.getPort());
    }

    /** Refuses new requests at once, waits for those under way as long as the configuration allows, then ends. */
    @Override
    public void close() {
        scheduler.close(Duration.ofSeconds(config.stopSeconds()));
        // What the last answers still have to write is in their own threads' hands.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (exchanges.get() > 0 && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        http.stop(0);
        threads.shutdownNow();
    }
}
