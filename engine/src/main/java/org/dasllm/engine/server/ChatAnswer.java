package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.TokenProbability;
import org.dasllm.engine.wire.ApiError;
import org.dasllm.engine.wire.ChatReply;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a job gives. The only way to learn that a client has gone is to write to it, so while nothing else is to be
 * said it is sent a sign of life that means nothing: a chunk without text in a stream, a space before a JSON object. A comment
 * would be more usual, but openai-go up to 3.8 takes the blank line after one for the end of an event, and breaks off.
 */
final class ChatAnswer {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    private final Job job;
    private final Reply reply;
    private final ChatReply chat;
    private final int promptTokens;

    ChatAnswer(Job job, Reply reply, ChatReply chat, int promptTokens) {
        this.job = job;
        this.reply = reply;
        this.chat = chat;
        this.promptTokens = promptTokens;
    }

    /** The whole answer at once. If it takes longer than a sign of life, its status is sent before it is known. */
    void send() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        List<TokenProbability> tokens = new ArrayList<>();
        OutputStream out = null;
        long signed = System.nanoTime();
        while (true) {
            Optional<GenerationEvent> event = job.next(SIGN_OF_LIFE);
            if (System.nanoTime() - signed >= SIGN_OF_LIFE.toNanos()) {
                out = out == null ? reply.open("application/json") : out;
                write(out, " ");
                signed = System.nanoTime();
            }
            if (event.isEmpty()) {
                continue;
            }
            if (event.get() instanceof GenerationEvent.Text more) {
                text.append(more.text());
                tokens.addAll(more.tokens());
            } else if (event.get() instanceof GenerationEvent.Failed failed) {
                throw error(failed);
            } else if (event.get() instanceof GenerationEvent.Finished finished) {
                JsonNode whole = chat.whole(
                        text.toString(), tokens, finished.reason(), promptTokens, finished.completionTokens());
                finish(out, whole);
                return;
            }
        }
    }

    private void finish(@Nullable OutputStream out, JsonNode whole) throws IOException {
        if (out == null) {
            reply.json(200, whole);
        } else {
            write(out, Json.line(whole) + "\n");
        }
    }

    /** Piece by piece, as server-sent events. Clients take an object with an error for one in the middle of a stream too. */
    void stream() throws IOException, InterruptedException {
        OutputStream out = reply.open("text/event-stream; charset=utf-8");
        try {
            pieces(out);
            data(out, "[DONE]");
        } catch (ApiError error) {
            data(out, Json.line(error.body()));
        } catch (RuntimeException | Error fault) {
            data(out, Json.line(ApiError.of(fault).body()));
        }
    }

    private void pieces(OutputStream out) throws IOException, InterruptedException {
        data(out, Json.line(chat.first()));
        while (true) {
            Optional<GenerationEvent> event = job.next(SIGN_OF_LIFE);
            if (event.isEmpty()) {
                data(out, Json.line(chat.nothing()));
            } else if (event.get() instanceof GenerationEvent.Text more) {
                data(out, Json.line(chat.more(more.text(), more.tokens())));
            } else if (event.get() instanceof GenerationEvent.Failed failed) {
                throw error(failed);
            } else if (event.get() instanceof GenerationEvent.Finished finished) {
                data(out, Json.line(chat.last(finished.reason())));
                if (chat.usage()) {
                    data(out, Json.line(chat.usage(promptTokens, finished.completionTokens())));
                }
                return;
            }
        }
    }

    private static ApiError error(GenerationEvent.Failed failed) {
        return failed.stopping() ? ApiError.stopping() : ApiError.fault(failed.message());
    }

    private static void data(OutputStream out, String line) throws IOException {
        write(out, "data: " + line + "\n\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
