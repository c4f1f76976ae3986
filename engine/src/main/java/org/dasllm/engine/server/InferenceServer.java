package org.dasllm.engine.server;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.engine.access.Keys;
import org.dasllm.engine.observe.AccessLog;
import org.dasllm.engine.observe.Observations;
import org.dasllm.engine.observe.ServerMetrics;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.engine.tools.ToolCalling;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.mask.MaskVocabulary;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.openai.OpenAiServerCodec;

/**
 * Serves one model in the protocols of OpenAI, Anthropic and Amazon Bedrock. While it runs, the model and its device are its own; closing it lets
 * answers under way end, refuses new ones, and gives the model back.
 */
public final class InferenceServer implements AutoCloseable {
    /** How long the last answers may take to be read when nothing more is generated. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);

    private final HttpServer http;
    private final ExecutorService workers;
    private final Scheduler scheduler;
    private final Observations observations;
    private final ServeConfig config;

    private InferenceServer(
            HttpServer http,
            ExecutorService workers,
            Scheduler scheduler,
            Observations observations,
            ServeConfig config) {
        this.http = http;
        this.workers = workers;
        this.scheduler = scheduler;
        this.observations = observations;
        this.config = config;
    }

    /**
     * Starts a server.
     *
     * @throws DasllmException if the port is taken, the host is not this machine's, or the key's variable is not set
     */
    public static InferenceServer start(
            ServeConfig config, LanguageModel model, Tokenizer tokenizer, ChatTemplate template) {
        return start(config, model, tokenizer, template, Optional.empty());
    }

    /**
     * Starts a server of a model that may have learnt its task by another system prompt than requests have.
     *
     * @param prompt stands in the place of its teacher's; empty where requests are answered as they are
     * @throws DasllmException as the other does
     */
    public static InferenceServer start(
            ServeConfig config,
            LanguageModel model,
            Tokenizer tokenizer,
            ChatTemplate template,
            Optional<StudentPrompt> prompt) {
        return start(config, model, tokenizer, template, prompt, System.getenv());
    }

    static InferenceServer start(
            ServeConfig config,
            LanguageModel model,
            Tokenizer tokenizer,
            ChatTemplate template,
            Optional<StudentPrompt> prompt,
            Map<String, String> environment) {
        Keys keys = config.keys(environment, System.err::println);
        Optional<AccessLog> log =
                config.operations().accessLog().map(path -> AccessLog.open(path, System.err::println));
        ThinkingChoice thinking = ThinkingChoice.of(template, config.enableThinking());
        int own = model.config().contextLength();
        int context = Math.min(own, config.contextLimit().orElse(own));
        SampleEncoder encoder = new SampleEncoder(tokenizer, template, model.config());
        Scheduler scheduler =
                new Scheduler(model, tokenizer, config.slots(), config.queueLimit(), context, config.deterministic());
        ExecutorService workers = workers(config.slots() + config.queueLimit());
        ServerCodec codec = new OpenAiServerCodec();
        Observations observations =
                new Observations(new ServerMetrics(scheduler::active, scheduler::queued), log, Router::label);
        try {
            String fingerprint =
                    "dasllm-" + RunManifest.version() + "-" + model.device().name();
            OnceMade<TokenSpellings> spellings = new OnceMade<>(tokenizer::spellings);
            ToolCalling tools = new ToolCalling(tokenizer, template);
            OnceMade<MaskVocabulary> tokens = new OnceMade<>(() -> TokenBytes.of(
                    tokenizer,
                    spellings.get(),
                    model.config().vocabularySize(),
                    tokenizer.endTokens(model.config().endTokens()),
                    tools.controlTokens()));
            ChatEndpoint chat = new ChatEndpoint(
                    codec,
                    config,
                    scheduler,
                    tokenizer,
                    encoder,
                    prompt,
                    spellings,
                    new AnswerConstraints(tokens, text -> tokenizer.encode(text, false)),
                    tools,
                    thinking,
                    model.config().vocabularySize(),
                    context,
                    fingerprint);
            RawPrompts prompts = new RawPrompts(tokenizer, model.config().vocabularySize());
            Endpoints endpoints = new Endpoints(
                    chat,
                    new CompletionEndpoint(chat, scheduler, prompts, spellings, config.slots() + config.queueLimit()),
                    new EmbeddingEndpoint(
                            config, scheduler, prompts, model.config().hiddenSize(), context));
            Gate gate = new Gate(keys, Duration.ofSeconds(config.operations().deadlineSeconds()));
            OperationsEndpoints operations = new OperationsEndpoints(
                    scheduler,
                    config.modelName(),
                    gate,
                    config.operations().metrics() ? Optional.of(observations.metrics()) : Optional.empty(),
                    config.operations().chatPage() ? Optional.of(ChatPage.load()) : Optional.empty());
            Router router = new Router(
                    config,
                    scheduler,
                    endpoints,
                    new ModelList(config, Instant.now(), context),
                    gate,
                    operations,
                    observations,
                    workers);
            HttpServer http = HttpServer.start(config.host(), config.port(), config.http(), router);
            return new InferenceServer(http, workers, scheduler, observations, config);
        } catch (RuntimeException e) {
            observations.close();
            workers.shutdownNow();
            scheduler.close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * Threads that read conversations.
     *
     * @param waiting how many more may wait for that than can be generated or wait for it
     */
    private static ExecutorService workers(int waiting) {
        int threads = Runtime.getRuntime().availableProcessors();
        AtomicInteger next = new AtomicInteger(1);
        return new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, "dasllm-request-" + next.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Where it answers, such as {@code http://127.0.0.1:8080}; without the path {@code /v1}. */
    public URI uri() {
        return http.uri();
    }

    /** Refuses new requests at once, waits for those under way as long as the configuration allows, then ends. */
    @Override
    public void close() {
        http.drain();
        scheduler.close(Duration.ofSeconds(config.stopSeconds()));
        http.close(LAST_WRITES);
        workers.shutdownNow();
        observations.close();
    }
}
