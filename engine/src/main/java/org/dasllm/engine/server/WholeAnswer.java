package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.engine.tools.AnswerParts;
import org.dasllm.wire.chat.Finish;
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
    private final List<AnswerParts> parts = new ArrayList<>();
    private final List<Finish> finishes;
    private int completionTokens;
    private boolean begun;
    private @Nullable ReplyStream stream;

    WholeAnswer(List<Job> jobs, AnswerWriter reply, ServerCodec codec, GeneratedAnswer answer, Duration quiet) {
        super(jobs, reply, quiet);
        this.codec = codec;
        this.answer = answer;
        for (int choice = 0; choice < answer.choices(); choice++) {
            parts.add(new AnswerParts());
        }
        // Each is set before it is read: all choices are complete at the end.
        this.finishes = new ArrayList<>(Collections.nCopies(answer.choices(), Finish.of(Finish.Reason.STOP)));
    }

    @Override
    void begin() {
        answer.beginnings().forEach(beginning -> parts.get(beginning.choice()).take(beginning));
    }

    @Override
    boolean ready() {
        return true;
    }

    @Override
    void event(int choice, GenerationEvent event) {
        if (!begun) {
            begun = true;
            codec.answering();
        }
        if (event instanceof GenerationEvent.Text more) {
            answer.more(choice, more).forEach(parts.get(choice)::take);
        } else if (event instanceof GenerationEvent.Failed failed) {
            throw error(failed);
        } else if (event instanceof GenerationEvent.Finished finished) {
            answer.rest(choice).forEach(parts.get(choice)::take);
            finishes.set(choice, answer.finish(choice, finished));
            completionTokens += finished.completionTokens();
        }
    }

    @Override
    void fail(RequestRefused refused) {
        throw refused;
    }

    @Override
    void end() {
        WireResponse whole = codec.response(answer.whole(parts, finishes, completionTokens));
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
