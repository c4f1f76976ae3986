package org.dasllm.engine.server;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.dasllm.engine.schedule.GenerationRequest;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.engine.wire.ApiError;
import org.dasllm.engine.wire.ChatReply;
import org.dasllm.engine.wire.ChatRequest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}. */
final class ChatEndpoint {
    private final ServeConfig config;
    private final Scheduler scheduler;
    private final Tokenizer tokenizer;
    private @Nullable TokenSpellings spellings;
    private final SampleEncoder encoder;
    private final int vocabulary;
    private final int context;
    private final String fingerprint;

    ChatEndpoint(
            ServeConfig config,
            Scheduler scheduler,
            Tokenizer tokenizer,
            SampleEncoder encoder,
            int vocabulary,
            int context,
            String fingerprint) {
        this.config = config;
        this.scheduler = scheduler;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.vocabulary = vocabulary;
        this.context = context;
        this.fingerprint = fingerprint;
    }

    void answer(byte[] body, Reply reply) throws IOException, InterruptedException {
        ChatRequest request = ChatRequest.parse(body);
        if (!request.model().equals(config.modelName())) {
            throw ApiError.unknownModel(request.model());
        }
        int[] prompt = prompt(request);
        GenerationOptions options = options(request, prompt.length);
        try (Job job = submit(new GenerationRequest(prompt, options, request.alternatives()))) {
            ChatReply chat = new ChatReply(
                    "chatcmpl-" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT),
                    Instant.now().getEpochSecond(),
                    config.modelName(),
                    fingerprint,
                    this::spellings,
                    request.alternatives().isPresent(),
                    request.includeUsage());
            ChatAnswer answer = new ChatAnswer(job, reply, chat, prompt.length);
            if (request.stream()) {
                answer.stream();
            } else {
                answer.send();
            }
        }
    }

    /** Spelled once, when first asked for: a large vocabulary takes seconds. */
    private synchronized TokenSpellings spellings() {
        if (spellings == null) {
            spellings = tokenizer.spellings();
        }
        return spellings;
    }

    private int[] prompt(ChatRequest request) {
        int[] prompt;
        try {
            prompt = encoder.prompt(request.messages());
        } catch (DasllmException e) {
            throw ApiError.conversation(String.valueOf(e.getMessage()));
        }
        for (int id : prompt) {
            if (id < 0 || id >= vocabulary) {
                String text = tokenizer.decode(new int[] {id}, false);
                throw ApiError.conversation("The messages have the tokenizer's token " + id
                        + (text.indexOf('\uFFFD') < 0 ? ", '" + text + "'," : "")
                        + " and the model has only " + vocabulary + " tokens.");
            }
        }
        return prompt;
    }

    private GenerationOptions options(ChatRequest request, int promptTokens) {
        if (promptTokens == 0) {
            throw ApiError.conversation("The messages have no text.");
        }
        long wanted = request.maxTokens().orElse(1);
        if (promptTokens + wanted > context) {
            throw ApiError.contextLength(context, promptTokens, wanted);
        }
        int room = context - promptTokens;
        // With no probability to sample from, only the most probable token is left.
        double temperature = request.topP() == 0 ? 0 : request.temperature();
        return new GenerationOptions(
                request.maxTokens().orElse(Math.min(config.defaultMaxTokens(), room)),
                temperature,
                request.topP() == 0 ? 1 : request.topP(),
                request.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                request.stop());
    }

    private Job submit(GenerationRequest request) {
        return scheduler.submit(request).orElseThrow(() -> switch (scheduler.state()) {
            case RUNNING -> ApiError.queueFull();
            case STOPPING -> ApiError.stopping();
            case BROKEN -> ApiError.fault("The device has failed. Start the server again.");
        });
    }
}
