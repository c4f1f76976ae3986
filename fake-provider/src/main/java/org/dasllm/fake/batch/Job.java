package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** A batch: worked on when it is handed in, and shown as under way until it has been asked about often enough. */
final class Job {
    private final String id;
    private final JsonNode submission;
    private final Instant created;
    private final List<Result> results;
    private final boolean faulty;
    private int polls;

    /**
     * @param submission as the client sent it
     * @param results in an order of their own
     * @param faulty whether its results' lines go wrong
     * @param polls after how many of them it has ended
     */
    Job(String id, JsonNode submission, Instant created, List<Result> results, boolean faulty, int polls) {
        this.id = id;
        this.submission = submission;
        this.created = created;
        this.results = List.copyOf(results);
        this.faulty = faulty;
        this.polls = polls;
    }

    String id() {
        return id;
    }

    JsonNode submission() {
        return submission;
    }

    Instant created() {
        return created;
    }

    List<Result> results() {
        return results;
    }

    boolean faulty() {
        return faulty;
    }

    /** Someone asks how far it is. */
    synchronized void poll() {
        polls--;
    }

    synchronized boolean ended() {
        return polls < 0;
    }

    long answered() {
        return results.stream()
                .filter(result -> result instanceof Result.Replied replied && replied.answered())
                .count();
    }

    long errored() {
        return results.stream()
                .filter(result -> result instanceof Result.Replied replied && !replied.answered())
                .count();
    }

    long expired() {
        return results.stream().filter(Result.Expired.class::isInstance).count();
    }
}
