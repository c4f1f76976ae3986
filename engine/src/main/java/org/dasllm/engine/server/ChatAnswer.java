package org.dasllm.engine.server;

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
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.chat.WireResponse;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a job gives. The only way to learn that a client has gone is to write to it, so while nothing else is to be
 * said it is sent a sign of life that means nothing: the protocol's own in a stream, a space before a JSON object.
 */
final class ChatAnswer {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    private final Job job;
    private final Reply reply;
    private final ServerCodec codec;
    private final GeneratedAnswer answer;

    ChatAnswer(Job job, Reply reply, ServerCodec codec, GeneratedAnswer answer) {
        this.job = job;
        this.reply = reply;
        this.codec = codec;
        this.answer = answer;
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
                finish(out, codec.response(answer.whole(text.toString(), tokens, finished)));
                return;
            }
        }
    }

    private void finish(@Nullable OutputStream out, WireResponse whole) throws IOException {
        if (out == null) {
            reply.send(whole);
        } else {
            write(out, whole.body() + "\n");
        }
    }

    /** Piece by piece. */
    void stream(ChatRequest request) throws IOException, InterruptedException {
        OutputStream out = reply.open(codec.streamContentType());
        StreamWriter writer = codec.stream(request);
        try {
            pieces(out, writer);
            write(out, writer.write(new ChatEvent.Ended()));
        } catch (RequestRefused refused) {
            write(out, writer.write(new ChatEvent.Failed(refused.refusal())));
        } catch (RuntimeException | Error fault) {
            write(out, writer.write(new ChatEvent.Failed(fault(fault).refusal())));
        }
    }

    private void pieces(OutputStream out, StreamWriter writer) throws IOException, InterruptedException {
        write(out, writer.write(new ChatEvent.Opened(answer.head())));
        while (true) {
            Optional<GenerationEvent> event = job.next(SIGN_OF_LIFE);
            if (event.isEmpty()) {
                write(out, writer.write(new ChatEvent.KeepAlive()));
            } else if (event.get() instanceof GenerationEvent.Text more) {
                write(out, writer.write(answer.more(more)));
            } else if (event.get() instanceof GenerationEvent.Failed failed) {
                throw error(failed);
            } else if (event.get() instanceof GenerationEvent.Finished finished) {
                write(out, writer.write(answer.end(finished)));
                write(out, writer.write(answer.used(finished)));
                return;
            }
        }
    }

    private static RequestRefused error(GenerationEvent.Failed failed) {
        return failed.stopping() ? RequestRefused.stopping() : RequestRefused.fault(failed.message());
    }

    /** What went wrong in the server while it worked on one request. */
    static RequestRefused fault(Throwable fault) {
        return RequestRefused.fault(GenerationEvent.Failed.of(fault).message());
    }

    private static void write(OutputStream out, String text) throws IOException {
        if (!text.isEmpty()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
