package org.dasllm.engine.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dasllm.engine.schedule.GenerationEvent;
import org.dasllm.engine.schedule.Job;
import org.dasllm.wire.chat.RequestRefused;

/**
 * Sends what jobs give as they give it: the scheduler's thread only tells that there is something, and the thread of the
 * connection takes it, so that an answer under way costs no thread. A client that goes takes its jobs with it. While nothing is to be
 * said for long, the client is sent something that means nothing, lest a proxy on the way take the connection for dead.
 */
abstract class ChatAnswer {
    private final List<Job> jobs;
    private final AnswerWriter reply;
    private final Duration quiet;
    private final AtomicBoolean told = new AtomicBoolean();
    private long lastSaid;
    private Runnable silence = () -> {};
    private Runnable deadline = () -> {};
    private boolean ended;
    /** Jobs that have not given all yet. */
    private int open;

    /** @param jobs one at least; their answers are the choices, one job's behind the other's */
    ChatAnswer(List<Job> jobs, AnswerWriter reply, Duration quiet) {
        this.jobs = List.copyOf(jobs);
        this.open = jobs.size();
        this.reply = reply;
        this.quiet = quiet;
    }

    final AnswerWriter reply() {
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
        for (Job job : jobs) {
            job.onEvent(() -> {
                if (told.compareAndSet(false, true)) {
                    reply.execute(this::take);
                }
            });
        }
    }

    /** What is said before anything is generated. */
    abstract void begin();

    /** Whether more can be said now; if not, {@link #take} is to be called as soon as it can. */
    abstract boolean ready();

    abstract void event(int choice, GenerationEvent event);

    /** All choices are complete. */
    abstract void end();

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
        boolean more = true;
        while (more) {
            more = false;
            for (int job = 0; job < jobs.size(); job++) {
                if (ended || reply.gone() || !ready()) {
                    return;
                }
                Optional<GenerationEvent> event = jobs.get(job).poll();
                if (event.isPresent()) {
                    more = true;
                    take(job, event.get());
                }
            }
        }
    }

    private void take(int job, GenerationEvent event) {
        open -= event instanceof GenerationEvent.Completed ? 1 : 0;
        if (open == 0 || event instanceof GenerationEvent.Failed) {
            leave();
        }
        try {
            event(firstChoice(job) + choice(event), event);
            if (open == 0) {
                end();
            }
        } catch (RuntimeException | Error fault) {
            leave();
            throw fault;
        }
    }

    /** The place of a job's first answer among all choices. */
    private int firstChoice(int job) {
        return jobs.subList(0, job).stream().mapToInt(Job::choices).sum();
    }

    private static int choice(GenerationEvent event) {
        if (event instanceof GenerationEvent.Text text) {
            return text.choice();
        }
        return event instanceof GenerationEvent.Finished finished ? finished.choice() : 0;
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
        jobs.forEach(Job::close);
    }

    static RequestRefused error(GenerationEvent.Failed failed) {
        return failed.stopping() ? RequestRefused.stopping() : RequestRefused.fault(failed.message());
    }

    /** What went wrong in the server while it worked on one request. */
    static RequestRefused fault(Throwable fault) {
        return RequestRefused.fault(GenerationEvent.Failed.of(fault).message());
    }
}
