package org.dasllm.engine.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.dasllm.engine.schedule.GenerationRequest;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.engine.tools.ToolCalling;
import org.dasllm.engine.tools.ToolPlan;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
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
    private final ToolCalling tools;
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
            ToolCalling tools,
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
        this.tools = tools;
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
        ToolPlan plan = tools.plan(
                request, AnswerConstraints.schema(request.format(), codec.names()), codec.names(), constraints);
        int[] prompt = prompt(plan.conversation());
        GenerationOptions options = options(request, prompt.length);
        Optional<TokenConstraint> constraint =
                plan.constraint().map(Supplier::get).or(() -> constraints.of(request.format(), codec.names()));
        boolean probabilities = request.alternatives().isPresent();
        if (probabilities) {
            spellings.prepare();
        }
        ResponseHead head = new ResponseHead(
                Optional.of(codec.newResponseId()),
                Optional.of(Instant.now()),
                Optional.of(config.modelName()),
                Optional.of(fingerprint));
        GeneratedAnswer answer = new GeneratedAnswer(
                head, spellings, probabilities, prompt.length, plan.events().apply(0));
        Job job = submit(new GenerationRequest(prompt, options, request.alternatives(), constraint, plan.decode()));
        Duration quiet = Duration.ofSeconds(config.quietSeconds());
        reply.execute(() -> {
            ChatAnswer sent = request.streamed()
                    ? new StreamedAnswer(job, reply, codec, answer, request, quiet)
                    : new WholeAnswer(job, reply, codec, answer, quiet);
            sent.start();
        });
    }

    private int[] prompt(Conversation conversation) {
        int[] prompt;
        try {
            prompt = encoder.prompt(conversation);
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

    private Job submit(GenerationRequest request) {
        return scheduler.submit(request).orElseThrow(() -> switch (scheduler.state()) {
            case RUNNING -> RequestRefused.queueFull();
            case STOPPING -> RequestRefused.stopping();
            case BROKEN -> RequestRefused.fault("The device has failed. Start the server again.");
        });
    }
}
