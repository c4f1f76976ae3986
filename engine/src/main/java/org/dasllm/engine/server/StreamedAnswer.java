package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.http.ReplyStream;

/** An answer piece by piece. What a slow client has not read yet waits in the job, which has no more events than tokens. */
final class StreamedAnswer extends ChatAnswer {
    private final GeneratedAnswer answer;
    private final StreamWriter writer;
    private final ReplyStream stream;

    /** Sends the status; on the connection's thread. */
    StreamedAnswer(
            Job job, Reply reply, ServerCodec codec, GeneratedAnswer answer, ChatRequest request, Duration quiet) {
        super(job, reply, quiet);
        this.answer = answer;
        this.writer = codec.stream(request);
        this.stream = reply.open(codec.streamContentType());
        stream.onWritable(this::take);
    }

    @Override
    void begin() {
        write(new ChatEvent.Opened(answer.head()));
    }

    @Override
    boolean ready() {
        return stream.writable();
    }

    @Override
    void event(GenerationEvent event) {
        try {
            if (event instanceof GenerationEvent.Text more) {
                write(answer.more(more));
            } else if (event instanceof GenerationEvent.Failed failed) {
                throw error(failed);
            } else if (event instanceof GenerationEvent.Finished finished) {
                write(answer.end(finished));
                write(answer.used(finished));
                write(new ChatEvent.Ended());
                stream.end();
            }
        } catch (RequestRefused refused) {
            fail(refused);
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
        String text = writer.write(event);
        if (!text.isEmpty()) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            said();
        }
    }
}
