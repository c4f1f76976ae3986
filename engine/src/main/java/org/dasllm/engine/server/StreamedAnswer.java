package org.dasllm.engine.server;

import java.time.Duration;
import java.util.List;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.http.ReplyStream;

/** An answer piece by piece. What a slow client has not read yet waits in the jobs, which have no more events than tokens. */
final class StreamedAnswer extends ChatAnswer {
    private final GeneratedAnswer answer;
    private final StreamWriter writer;
    private final ReplyStream stream;
    private int completionTokens;

    /** Sends the status; on the connection's thread. */
    StreamedAnswer(
            List<Job> jobs,
            AnswerWriter reply,
            ServerCodec codec,
            GeneratedAnswer answer,
            ChatRequest request,
            Duration quiet) {
        super(jobs, reply, quiet);
        this.answer = answer;
        this.writer = codec.stream(request);
        this.stream = reply.open(codec.streamContentType());
        stream.onWritable(this::take);
    }

    @Override
    void begin() {
        write(answer.opened());
        answer.beginnings().forEach(this::write);
    }

    @Override
    boolean ready() {
        return stream.writable();
    }

    @Override
    void event(int choice, GenerationEvent event) {
        try {
            if (event instanceof GenerationEvent.Text more) {
                answer.more(choice, more).forEach(this::write);
            } else if (event instanceof GenerationEvent.Failed failed) {
                throw error(failed);
            } else if (event instanceof GenerationEvent.Finished finished) {
                completionTokens += finished.completionTokens();
                answer.rest(choice).forEach(this::write);
                write(new ChatEvent.Finished(choice, answer.finish(choice, finished)));
            }
        } catch (RequestRefused refused) {
            fail(refused);
        } catch (RuntimeException | Error fault) {
            fail(fault(fault));
        }
    }

    @Override
    void end() {
        try {
            write(answer.used(completionTokens));
            write(new ChatEvent.Ended());
            stream.end();
        } catch (RuntimeException | Error fault) {
            fail(fault(fault));
        }
    }

    @Override
    void fail(RequestRefused refused) {
        reply().served().refused(refused.refusal());
        write(new ChatEvent.Failed(refused.refusal()));
        leave();
        stream.end();
    }

    @Override
    void sayNothing() {
        if (stream.writable()) {
            write(new ChatEvent.KeepAlive());
        }
    }

    private void write(ChatEvent event) {
        byte[] bytes = writer.bytes(event);
        if (bytes.length > 0) {
            stream.write(bytes);
            said();
        }
    }
}
