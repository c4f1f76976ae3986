package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.dasllm.engine.schedule.GenerationRequest;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.JobObserver;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.ServerCodec;

/** Answers conversations in the protocol of a codec. */
final class ChatEndpoint {
    private final ServerCodec codec;
    private final ServeConfig config;
    private final Scheduler scheduler;
    private final Tokenizer tokenizer;
    private final SampleEncoder encoder;
    private final OnceMade<TokenSpellings> spellings;
    private final AnswerConstraints constraints;
    private final int vocabulary;
    private final int context;
    private final String fingerprint;

    ChatEndpoint(
            ServerCodec codec,
            ServeConfig config,
            Scheduler scheduler,
            Tokenizer tokenizer,
            SampleEncoder encoder,
            OnceMade<TokenSpellings> spellings,
            AnswerConstraints constraints,
            int vocabulary,
            int context,
            String fingerprint) {
        this.codec = codec;
        this.config = config;
        this.scheduler = scheduler;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.spellings = spellings;
        this.constraints = constraints;
        this.vocabulary = vocabulary;
        this.context = context;
        this.fingerprint = fingerprint;
    }

    /** Reads a request and begins to answer it. Takes as long as the conversation's tokens do: no thread of connections is for it. */
    void answer(byte[] body, Reply reply) {
        ChatRequest request = codec.request(body);
        new UnsupportedFeatures(codec.names()).refuse(request);
        if (!request.model().equals(config.modelName())) {
            throw RequestRefused.unknownModel(request.model());
        }
        reply.served().asks(config.modelName(), request.streamed());
        reply.served().caller().ifPresent(caller -> caller.requireModel(config.modelName()));
        int[] prompt = prompt(request);
        GenerationOptions options = options(request, prompt.length);
        Optional<TokenConstraint> constraint = constraints.of(request.format(), codec.names());
        boolean probabilities = request.alternatives().isPresent();
        if (probabilities) {
            spellings.prepare();
        }
        ResponseHead head = new ResponseHead(
                Optional.of(codec.newResponseId()),
                Optional.of(Instant.now()),
                Optional.of(config.modelName()),
                Optional.of(fingerprint));
        GeneratedAnswer answer = new GeneratedAnswer(head, spellings, probabilities, prompt.length);
        Job job = submit(new GenerationRequest(prompt, options, request.alternatives(), constraint), reply.served());
        Duration quiet = Duration.ofSeconds(config.quietSeconds());
        reply.execute(() -> {
            ChatAnswer sent = request.streamed()
                    ? new StreamedAnswer(job, reply, codec, answer, request, quiet)
                    : new WholeAnswer(job, reply, codec, answer, quiet);
            sent.start();
        });
    }

    private int[] prompt(ChatRequest request) {
        int[] prompt;
        try {
            prompt = encoder.prompt(
                    request.messages().stream().map(ChatEndpoint::message).toList());
        } catch (DasllmException e) {
            throw conversation(String.valueOf(e.getMessage()));
        }
        for (int id : prompt) {
            if (id < 0 || id >= vocabulary) {
                String text = tokenizer.decode(new int[] {id}, false);
                throw conversation("The messages have the tokenizer's token " + id
                        + (text.indexOf('\uFFFD') < 0 ? ", '" + text + "'," : "")
                        + " and the model has only " + vocabulary + " tokens.");
            }
        }
        return prompt;
    }

    private static Message message(ChatMessage message) {
        String role = message.role().name().toLowerCase(Locale.ROOT);
        return new Message(role, wellFormed(message.text()));
    }

    /** JSON can spell half a surrogate pair, which no encoding can write: it becomes a question mark. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private RequestRefused conversation(String reason) {
        return RequestRefused.invalid(codec.names().of(Parameter.MESSAGES), reason);
    }

    private GenerationOptions options(ChatRequest request, int promptTokens) {
        if (promptTokens == 0) {
            throw conversation("The messages have no text.");
        }
        long wanted = request.maxTokens().orElse(1);
        if (promptTokens + wanted > context) {
            throw RequestRefused.contextLength(codec.names().of(Parameter.MESSAGES), context, promptTokens, wanted);
        }
        int room = context - promptTokens;
        // With no probability to sample from, only the most probable token is left.
        Sampling sampling = request.sampling();
        double topP = sampling.topP().orElse(1);
        double temperature = topP == 0 ? 0 : sampling.temperature().orElse(1);
        return new GenerationOptions(
                request.maxTokens().orElse(Math.min(config.defaultMaxTokens(), room)),
                temperature,
                topP == 0 ? 1 : topP,
                sampling.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                sampling.stop());
    }

    private Job submit(GenerationRequest request, JobObserver observer) {
        return scheduler.submit(request, observer).orElseThrow(() -> switch (scheduler.state()) {
            case RUNNING -> RequestRefused.queueFull();
            case STOPPING -> RequestRefused.stopping();
            case BROKEN -> RequestRefused.fault("The device has failed. Start the server again.");
        });
    }
}
