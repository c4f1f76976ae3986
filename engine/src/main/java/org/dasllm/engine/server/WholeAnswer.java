package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.TokenProbability;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.http.ReplyStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer at once. If it takes longer than silence may, its status is sent before it is known, and then a space now and then,
 * which means nothing before a JSON object.
 */
final class WholeAnswer extends ChatAnswer {
    private static final byte[] SPACE = {' '};

    private final ServerCodec codec;
    private final GeneratedAnswer answer;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenProbability> tokens = new ArrayList<>();
    private @Nullable ReplyStream stream;

    WholeAnswer(Job job, Reply reply, ServerCodec codec, GeneratedAnswer answer, Duration quiet) {
        super(job, reply, quiet);
        this.codec = codec;
        this.answer = answer;
    }

    @Override
    void begin() {
        // Everything is said at the end.
    }

    @Override
    boolean ready() {
        return true;
    }

    @Override
    void event(GenerationEvent event) {
        if (event instanceof GenerationEvent.Text more) {
            text.append(more.text());
            tokens.addAll(more.tokens());
        } else if (event instanceof GenerationEvent.Failed failed) {
            throw error(failed);
        } else if (event instanceof GenerationEvent.Finished finished) {
            end(codec.response(answer.whole(text.toString(), tokens, finished)));
        }
    }

    @Override
    void fail(RequestRefused refused) {
        throw refused;
    }

    private void end(WireResponse whole) {
        if (stream == null) {
            reply().send(whole);
        } else {
            stream.write((whole.body() + "\n").getBytes(StandardCharsets.UTF_8));
            stream.end();
        }
    }

    @Override
    void sayNothing() {
        if (stream == null) {
            stream = reply().open("application/json");
        }
        if (stream.writable()) {
            stream.write(SPACE);
            said();
        }
    }
}
