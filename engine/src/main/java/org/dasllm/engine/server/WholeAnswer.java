package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.schedule.TokenProbability;
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
    private final List<Gathered> choices = new ArrayList<>();
    private @Nullable ReplyStream stream;

    WholeAnswer(List<Job> jobs, Reply reply, ServerCodec codec, GeneratedAnswer answer, Duration quiet) {
        super(jobs, reply, quiet);
        this.codec = codec;
        this.answer = answer;
        jobs.forEach(job -> choices.add(new Gathered()));
    }

    /** What has come of a choice. */
    static final class Gathered {
        final StringBuilder text = new StringBuilder();
        final List<TokenProbability> tokens = new ArrayList<>();
        GenerationEvent.@Nullable Finished finished;
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
    void event(int choice, GenerationEvent event) {
        Gathered gathered = choices.get(choice);
        if (event instanceof GenerationEvent.Text more) {
            gathered.text.append(more.text());
            gathered.tokens.addAll(more.tokens());
        } else if (event instanceof GenerationEvent.Failed failed) {
            throw error(failed);
        } else if (event instanceof GenerationEvent.Finished finished) {
            gathered.finished = finished;
        }
    }

    @Override
    void end() {
        WireResponse whole = codec.response(answer.whole(choices));
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
