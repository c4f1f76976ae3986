package org.dasllm.engine.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.dasllm.engine.schedule.GenerationRequest;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.JobObserver;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.engine.tools.ToolCalling;
import org.dasllm.engine.tools.ToolPlan;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ServerCodec;

/** Answers conversations in the protocol of a codec. */
final class ChatEndpoint {
    /** OpenAI's bound. */
    private static final int MOST_CHOICES = 128;

    private final ServerCodec codec;
    private final ServeConfig config;
    private final Scheduler scheduler;
    private final Tokenizer tokenizer;
    private final SampleEncoder encoder;
    private final Optional<StudentPrompt> studentPrompt;
    private final OnceMade<TokenSpellings> spellings;
    private final AnswerConstraints constraints;
    private final ToolCalling tools;
    private final ThinkingChoice thinking;
    private final RequestedSampling sampling;
    private final int vocabulary;
    private final int context;
    private final String fingerprint;

    ChatEndpoint(
            ServerCodec codec,
            ServeConfig config,
            Scheduler scheduler,
            Tokenizer tokenizer,
            SampleEncoder encoder,
            Optional<StudentPrompt> studentPrompt,
            OnceMade<TokenSpellings> spellings,
            AnswerConstraints constraints,
            ToolCalling tools,
            ThinkingChoice thinking,
            int vocabulary,
            int context,
            String fingerprint) {
        this.codec = codec;
        this.config = config;
        this.scheduler = scheduler;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.studentPrompt = studentPrompt;
        this.spellings = spellings;
        this.constraints = constraints;
        this.tools = tools;
        this.thinking = thinking;
        this.sampling = new RequestedSampling(codec.names(), vocabulary);
        this.vocabulary = vocabulary;
        this.context = context;
        this.fingerprint = fingerprint;
    }

    /** The same in another protocol. */
    ChatEndpoint with(ServerCodec other) {
        return new ChatEndpoint(
                other,
                config,
                scheduler,
                tokenizer,
                encoder,
                studentPrompt,
                spellings,
                constraints,
                tools,
                thinking,
                vocabulary,
                context,
                fingerprint);
    }

    /** Reads a request, with what its model's name stands for; refuses what is not to be had, or not by this caller. */
    ChatRequest read(byte[] body, AnswerWriter reply) {
        ChatRequest request = config.resolved(codec.request(body));
        reply.asks(request.model(), config.modelName(), request.streamed());
        new UnsupportedFeatures(codec.names(), thinking.chosen()).refuse(request);
        return request;
    }

    /** How many tokens a conversation has. Takes as long as {@link #answer}. */
    int count(byte[] body, AnswerWriter reply) {
        ChatRequest request = read(body, reply);
        return prompt(thinking.in(plan(request).conversation(), request)).length;
    }

    /** Reads a request and begins to answer it. Takes as long as the conversation's tokens do: no thread of connections is for it. */
    void answer(byte[] body, AnswerWriter reply) {
        ChatRequest request = read(body, reply);
        ToolPlan plan = plan(request);
        int[] prompt = prompt(thinking.in(plan.conversation(), request));
        GenerationOptions options = options(request, prompt.length);
        Optional<Supplier<TokenConstraint>> constraint = plan.constraint().or(() -> constraint(request));
        int choices = choices(request);
        boolean probabilities = request.alternatives().isPresent();
        if (probabilities) {
            spellings.prepare();
        }
        GeneratedAnswer answer = new GeneratedAnswer(
                head(request),
                spellings,
                probabilities,
                prompt.length,
                List.of(),
                IntStream.range(0, choices).mapToObj(plan.events()).toList());
        Job job = submit(
                new GenerationRequest(prompt, options, choices, request.alternatives(), constraint, plan.decode()),
                reply.served());
        send(List.of(job), answer, request, reply);
    }

    /** @param jobs of one choice each, or one job of all choices */
    void send(List<Job> jobs, GeneratedAnswer answer, ChatRequest request, AnswerWriter reply) {
        Duration quiet = Duration.ofSeconds(config.quietSeconds());
        reply.execute(() -> {
            ChatAnswer sent = request.streamed()
                    ? new StreamedAnswer(jobs, reply, codec, answer, request, quiet)
                    : new WholeAnswer(jobs, reply, codec, answer, quiet);
            sent.start();
        });
    }

    /** What stands beside an answer. The model has the name that it was asked by. */
    ResponseHead head(ChatRequest request) {
        return new ResponseHead(
                Optional.of(codec.newResponseId()),
                Optional.of(Instant.now()),
                Optional.of(request.model()),
                Optional.of(fingerprint));
    }

    private ToolPlan plan(ChatRequest request) {
        AnswerFormat format = request.format();
        ToolPlan plan =
                tools.plan(request, AnswerConstraints.schema(format, codec.names()), codec.names(), constraints);
        if (plan.constraint().isPresent()
                && (format instanceof AnswerFormat.Expression || format instanceof AnswerFormat.Choices)) {
            throw RequestRefused.unsupported(
                    codec.names().of(Parameter.FORMAT),
                    "This server does not bind answers to regular expressions or choices where tools may be called:"
                            + " leave the one or the other out.");
        }
        if (plan.constraint().isPresent() && format instanceof AnswerFormat.JsonSchema schema && schema.compact()) {
            throw RequestRefused.unsupported(
                    codec.names().of(Parameter.FORMAT),
                    "This server does not leave white space out of JSON where tools may be called: leave"
                            + " 'disable_any_whitespace' or the tools out.");
        }
        return plan;
    }

    private int[] prompt(Conversation conversation) {
        int[] prompt;
        try {
            prompt = encoder.prompt(StudentConversation.of(conversation, studentPrompt));
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

    GenerationOptions options(ChatRequest request, int promptTokens) {
        if (promptTokens == 0) {
            throw conversation("The messages have no text.");
        }
        long wanted = request.maxTokens().orElse(1);
        if (promptTokens + wanted > context) {
            throw RequestRefused.contextLength(codec.names().of(Parameter.MESSAGES), context, promptTokens, wanted);
        }
        int room = context - promptTokens;
        return sampling.options(
                request.sampling(), request.maxTokens().orElse(Math.min(config.defaultMaxTokens(), room)));
    }

    /** How many answers, which all need a place at the same time. */
    private int choices(ChatRequest request) {
        int most = Math.min(MOST_CHOICES, scheduler.mostAnswers());
        if (request.choices() > most) {
            String name = codec.names().of(Parameter.CHOICES);
            throw RequestRefused.invalid(
                    name,
                    "Invalid '" + name + "': " + request.choices()
                            + " answers are more than this server gives at a time, which are " + most + ".");
        }
        return request.choices();
    }

    /**
     * What binds the answers to the request's format; empty for any text.
     *
     * @throws RequestRefused where the format is broken or cannot be enforced
     */
    Optional<Supplier<TokenConstraint>> constraint(ChatRequest request) {
        return constraints.of(request.format(), codec.names());
    }

    Job submit(GenerationRequest request, JobObserver observer) {
        return scheduler.submit(request, observer).orElseThrow(() -> refusal(scheduler));
    }

    /** Why the scheduler takes nothing. */
    static RequestRefused refusal(Scheduler scheduler) {
        return switch (scheduler.state()) {
            case RUNNING -> RequestRefused.queueFull();
            case STOPPING -> RequestRefused.stopping();
            case BROKEN -> RequestRefused.fault("The device has failed. Start the server again.");
        };
    }
}
