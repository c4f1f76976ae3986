package org.dasllm.engine.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.wire.chat.RequestRefused;

/**
 * Sends what a job gives, as it gives it: the scheduler's thread only tells that there is something, and the thread of the
 * connection takes it, so that an answer under way costs no thread. A client that goes takes its job with it. While nothing is to be
 * said for long, the client is sent something that means nothing, lest a proxy on the way take the connection for dead.
 */
abstract class ChatAnswer {
    private final Job job;
    private final Reply reply;
    private final Duration quiet;
    private final AtomicBoolean told = new AtomicBoolean();
    private long lastSaid;
    private Runnable silence = () -> {};
    private Runnable deadline = () -> {};
    private boolean ended;

    ChatAnswer(Job job, Reply reply, Duration quiet) {
        this.job = job;
        this.reply = reply;
        this.quiet = quiet;
    }

    final Reply reply() {
        return reply;
    }

    /** Begins; on the connection's thread. */
    final void start() {
        reply.onGone(this::leave);
        if (reply.gone()) {
            return;
        }
        deadline = reply.onDeadline(this::expire);
        said();
        listen(quiet);
        begin();
        job.onEvent(() -> {
            if (told.compareAndSet(false, true)) {
                reply.execute(this::take);
            }
        });
    }

    /** What is said before anything is generated. */
    abstract void begin();

    /** Whether more can be said now; if not, {@link #take} is to be called as soon as it can. */
    abstract boolean ready();

    abstract void event(GenerationEvent event);

    /** Ends it by saying why there will be no more of it; may throw that. */
    abstract void fail(RequestRefused refused);

    abstract void sayNothing();

    /** Something has been sent just now. */
    final void said() {
        lastSaid = System.nanoTime();
    }

    /** Says what there is to say. */
    final void take() {
        // Before looking: what comes after that is signalled again.
        told.set(false);
        while (!ended && !reply.gone() && ready()) {
            Optional<GenerationEvent> event = job.poll();
            if (event.isEmpty()) {
                return;
            }
            if (!(event.get() instanceof GenerationEvent.Text)) {
                leave();
            }
            try {
                event(event.get());
            } catch (RuntimeException | Error fault) {
                leave();
                throw fault;
            }
        }
    }

    private void expire(RequestRefused refused) {
        if (!ended) {
            leave();
            fail(refused);
        }
    }

    private void listen(Duration delay) {
        silence = reply.later(delay, () -> {
            Duration since = Duration.ofNanos(System.nanoTime() - lastSaid);
            if (since.compareTo(quiet) >= 0) {
                sayNothing();
                listen(quiet);
            } else {
                listen(quiet.minus(since));
            }
        });
    }

    /** Nothing more will be said, and nothing more is to be generated. */
    final void leave() {
        ended = true;
        silence.run();
        deadline.run();
        job.close();
    }

    static RequestRefused error(GenerationEvent.Failed failed) {
        return failed.stopping() ? RequestRefused.stopping() : RequestRefused.fault(failed.message());
    }

    /** What went wrong in the server while it worked on one request. */
    static RequestRefused fault(Throwable fault) {
        return RequestRefused.fault(GenerationEvent.Failed.of(fault).message());
    }
}
