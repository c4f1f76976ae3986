package org.dasllm.engine.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.dasllm.engine.schedule.GenerationRequest;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.PromptProbabilities;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.engine.schedule.TokenProbability;
import org.dasllm.engine.tools.AnswerEvents;
import org.dasllm.model.generate.TokenConstraint;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RawPrompt;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.http.ReplyStream;
import org.dasllm.wire.openai.CompletionsServerCodec;

/** Goes on from texts as they are. Every prompt is a job of its own, as a conversation is. */
final class CompletionEndpoint {
    private static final String PROMPT = "prompt";

    private final ChatEndpoint chat;
    private final Scheduler scheduler;
    private final RawPrompts prompts;
    private final OnceMade<TokenSpellings> spellings;
    private final int most;

    /** @param most choices that one request may ask for */
    CompletionEndpoint(
            ChatEndpoint chat, Scheduler scheduler, RawPrompts prompts, OnceMade<TokenSpellings> spellings, int most) {
        this.chat = chat;
        this.scheduler = scheduler;
        this.prompts = prompts;
        this.spellings = spellings;
        this.most = most;
    }

    /** What one choice goes on from. */
    private record Begun(int[] ids, String text) {}

    /** Reads a request and begins to answer it; on no thread of connections. */
    void answer(byte[] body, AnswerWriter reply) {
        CompletionsServerCodec codec = new CompletionsServerCodec();
        ChatEndpoint endpoint = chat.with(codec);
        ChatRequest request = limited(endpoint.read(body, reply), codec.defaultMaxTokens());
        List<Begun> begun = begun(codec);
        boolean probabilities = request.alternatives().isPresent();
        if (probabilities) {
            spellings.prepare();
        }
        Exchange exchange = new Exchange(codec, endpoint, request, begun, reply);
        if (codec.echo() && probabilities) {
            List<int[]> ids = begun.stream().map(Begun::ids).distinct().toList();
            // Refuses what is too long before anything is computed.
            begun.forEach(one -> endpoint.options(atLeastOne(request), one.ids.length));
            CompletableFuture<List<List<TokenProbability>>> scored = scheduler
                    .compute(new PromptProbabilities(ids, request.alternatives().getAsInt()))
                    .orElseThrow(() -> ChatEndpoint.refusal(scheduler));
            reply.served().computes(ids.stream().mapToInt(one -> one.length).sum());
            Computed.of(
                    scored,
                    scheduler,
                    reply,
                    tokens -> exchange.begin(begun.stream()
                            .map(one -> new GeneratedAnswer.Echo(
                                    one.text, echoed(one.ids, tokens.get(ids.indexOf(one.ids)))))
                            .toList()));
        } else {
            exchange.begin(
                    codec.echo()
                            ? begun.stream()
                                    .map(one -> new GeneratedAnswer.Echo(one.text, List.of()))
                                    .toList()
                            : List.of());
        }
    }

    private static ChatRequest limited(ChatRequest request, int otherwise) {
        return request.maxTokens().isPresent() ? request : with(request, otherwise);
    }

    private static ChatRequest atLeastOne(ChatRequest request) {
        return request.maxTokens().orElse(1) == 0 ? with(request, 1) : request;
    }

    private static ChatRequest with(ChatRequest request, int maxTokens) {
        return new ChatRequest(
                request.model(),
                request.messages(),
                request.tools(),
                request.toolChoice(),
                request.format(),
                request.sampling(),
                OptionalInt.of(maxTokens),
                request.choices(),
                request.alternatives(),
                request.delivery());
    }

    /** Choice by choice; the copies of a prompt are beside each other, and have the same array of ids. */
    private List<Begun> begun(CompletionsServerCodec codec) {
        long choices = (long) codec.prompts().size() * codec.copies();
        if (choices > most) {
            throw RequestRefused.invalid(
                    PROMPT, "This server generates at most " + most + " choices at once, not " + choices + ".");
        }
        List<Begun> begun = new ArrayList<>();
        for (RawPrompt prompt : codec.prompts()) {
            int[] ids = prompts.ids(prompt, PROMPT);
            begun.addAll(Collections.nCopies(codec.copies(), new Begun(ids, prompts.text(prompt, ids))));
        }
        return begun;
    }

    private List<ScoredToken> echoed(int[] ids, List<TokenProbability> scored) {
        TokenSpellings known = spellings.get();
        List<ScoredToken> tokens = new ArrayList<>();
        tokens.add(new ScoredToken(
                known.text(ids[0]), Optional.of(known.bytes(ids[0])), OptionalDouble.empty(), List.of()));
        scored.forEach(token -> tokens.add(GeneratedAnswer.spell(known, token)));
        return tokens;
    }

    /** One request with its reply. */
    private final class Exchange {
        private final CompletionsServerCodec codec;
        private final ChatEndpoint endpoint;
        private final ChatRequest request;
        private final List<Begun> begun;
        private final AnswerWriter reply;
        private final int promptTokens;
        private final Optional<Supplier<TokenConstraint>> constraint;

        Exchange(
                CompletionsServerCodec codec,
                ChatEndpoint endpoint,
                ChatRequest request,
                List<Begun> begun,
                AnswerWriter reply) {
            this.codec = codec;
            this.endpoint = endpoint;
            this.request = request;
            this.begun = begun;
            this.reply = reply;
            // Each prompt counts once, however often it is gone on from.
            this.promptTokens = begun.stream().mapToInt(one -> one.ids.length).sum() / codec.copies();
            this.constraint = endpoint.constraint(request);
        }

        void begin(List<GeneratedAnswer.Echo> echoes) {
            GeneratedAnswer answer = new GeneratedAnswer(
                    endpoint.head(request),
                    spellings,
                    request.alternatives().isPresent(),
                    promptTokens,
                    echoes,
                    IntStream.range(0, begun.size())
                            .mapToObj(AnswerEvents::plain)
                            .toList());
            if (request.maxTokens().orElse(1) == 0) {
                reply.execute(() -> sendEchoes(answer));
            } else {
                endpoint.send(jobs(), answer, request, reply);
            }
        }

        /** One for each prompt, with as many answers as are wanted of it. */
        private List<Job> jobs() {
            List<Job> jobs = new ArrayList<>();
            try {
                for (int choice = 0; choice < begun.size(); choice += codec.copies()) {
                    int[] ids = begun.get(choice).ids;
                    jobs.add(endpoint.submit(
                            new GenerationRequest(
                                    ids,
                                    endpoint.options(request, ids.length),
                                    codec.copies(),
                                    request.alternatives(),
                                    constraint,
                                    Optional.empty()),
                            reply.served()));
                }
            } catch (RuntimeException | Error fault) {
                jobs.forEach(Job::close);
                throw fault;
            }
            return jobs;
        }

        /** Nothing is to be generated. */
        private void sendEchoes(GeneratedAnswer answer) {
            List<Choice> choices = new ArrayList<>();
            for (int index = 0; index < begun.size(); index++) {
                boolean echoed = index < answer.echoes().size();
                choices.add(new Choice(
                        index,
                        List.of(new Part.Text(
                                echoed ? answer.echoes().get(index).text() : "")),
                        Optional.of(Finish.of(Finish.Reason.LENGTH)),
                        request.alternatives().isPresent()
                                ? Optional.of(
                                        echoed ? answer.echoes().get(index).tokens() : List.of())
                                : Optional.empty()));
            }
            if (!request.streamed()) {
                reply.send(codec.response(
                        new ChatResponse(answer.head(), choices, Optional.of(Usage.of(promptTokens, 0)))));
                return;
            }
            List<ChatEvent> events = new ArrayList<>(List.of(answer.opened()));
            events.addAll(answer.beginnings());
            choices.forEach(choice -> events.add(
                    new ChatEvent.Finished(choice.index(), choice.finish().orElseThrow())));
            events.add(answer.used(0));
            events.add(new ChatEvent.Ended());
            StreamWriter writer = codec.stream(request);
            ReplyStream stream = reply.open(codec.streamContentType());
            events.forEach(event -> stream.write(writer.bytes(event)));
            stream.end();
        }
    }
}
