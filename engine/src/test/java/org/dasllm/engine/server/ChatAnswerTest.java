package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.dasllm.engine.observe.ServedRequest;
import org.dasllm.engine.observe.ServerMetrics;
import org.dasllm.engine.schedule.GenerationRequest;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.JobObserver;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.engine.tools.AnswerEvents;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.openai.OpenAiServerCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that cannot be spelled beside their probabilities. */
final class ChatAnswerTest {
    @TempDir
    Path dir;

    @Test
    void aStreamEndsWithAnErrorObjectWhereAChunkCannotBeWritten() throws Exception {
        for (Supplier<Error> fault : List.<Supplier<Error>>of(
                () -> new OutOfMemoryError("Java heap space"),
                StackOverflowError::new,
                () -> new AssertionError("x"))) {
            assertThat(streamed(fault))
                    .startsWith("data: ")
                    .contains("\"role\":\"assistant\"", "\"content\":\"o\"", "\"error\":{\"message\"", "server_error")
                    .doesNotContain("[DONE]", "java.lang");
        }
    }

    /** The first token is spelled, the second one fails. */
    private String streamed(Supplier<Error> fault) {
        AtomicInteger asked = new AtomicInteger();
        try (Tokenizer tokenizer = ByteTokenizer.in(dir);
                LanguageModel model = ScriptedModel.saying(new ReferenceDevice(), "ok");
                Scheduler scheduler = new Scheduler(model, tokenizer, 1, 0, 64, false)) {
            TokenSpellings spellings = tokenizer.spellings();
            Supplier<TokenSpellings> failing = () -> {
                if (asked.incrementAndGet() > 1) {
                    throw fault.get();
                }
                return spellings;
            };
            ServerCodec codec = new OpenAiServerCodec();
            ChatRequest request = codec.request(
                    Client.chat("a", ", \"stream\": true, \"logprobs\": true").getBytes(StandardCharsets.UTF_8));
            ResponseHead head = new ResponseHead(
                    Optional.of("id"), Optional.of(Instant.EPOCH), Optional.of("tiny"), Optional.of("f"));
            GeneratedAnswer answer =
                    new GeneratedAnswer(head, failing, true, 2, List.of(), List.of(AnswerEvents.plain(0)));
            GenerationOptions options = GenerationOptions.greedy(9);
            try (HttpServer http = HttpServer.start("127.0.0.1", 0, LocalServing.PATIENT, (got, reply) -> {
                Job job = scheduler
                        .submit(
                                new GenerationRequest(new int[] {'a', '\n'}, options, OptionalInt.of(0)),
                                new JobObserver() {})
                        .orElseThrow();
                new StreamedAnswer(List.of(job), reply(reply, codec), codec, answer, request, Duration.ofMinutes(10))
                        .start();
            })) {
                return new Client(http.uri()).get("/").body();
            }
        }
    }

    private static AnswerWriter reply(ServerReply reply, ServerCodec codec) {
        ServedRequest served = new ServedRequest("req", "GET", "/", new ServerMetrics(() -> 0, () -> 0));
        return new AnswerWriter(reply, codec, served, Duration.ofMinutes(10));
    }
}
