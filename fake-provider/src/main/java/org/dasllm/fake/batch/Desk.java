package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.dasllm.fake.exchange.Answers;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;
import org.dasllm.fake.vendor.Call;
import org.dasllm.fake.vendor.Dialect;
import org.dasllm.fake.vendor.Dialects;
import org.dasllm.fake.vendor.FakeResponse;
import org.dasllm.fake.vendor.Refused;

/** Where one vendor keeps files and batches. Safe for use by several threads. */
final class Desk {
    private final BatchFaults faults;
    private final Function<Asked, Optional<String>> texts;
    private final Consumer<Told.Counts> billed;
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private long numbers;
    private int lost;
    private int cut;

    /** @param billed is given what every computed answer took */
    Desk(BatchFaults faults, Function<Asked, Optional<String>> texts, Consumer<Told.Counts> billed) {
        this.faults = faults;
        this.texts = texts;
        this.billed = billed;
    }

    /** @return the new file's name */
    synchronized String keep(String prefix, String text) {
        String name = prefix + ++numbers;
        files.put(name, text);
        return name;
    }

    synchronized Optional<String> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    synchronized Optional<Job> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** The newest first. */
    synchronized List<Job> jobs() {
        List<Job> all = new ArrayList<>(jobs.values());
        Collections.reverse(all);
        return all;
    }

    /** Whether the reply to this submission is to be lost. */
    synchronized boolean loses() {
        return lost++ < faults.lostReplies();
    }

    /** Whether the results are to break off this time. */
    synchronized boolean cuts() {
        return cut++ < faults.cutResults();
    }

    /** Works on all requests at once. */
    Job submit(String prefix, JsonNode submission, List<Row> rows, Call call) {
        return submit(number -> prefix + number, submission, rows, call);
    }

    /** As above, with an id made of a number that no other job has. */
    synchronized Job submit(LongFunction<String> ids, JsonNode submission, List<Row> rows, Call call) {
        String id = ids.apply(++numbers);
        boolean faulty = jobs.size() < faults.faulty();
        List<Result> results = new ArrayList<>();
        for (Row row : rows) {
            results.add(result(row, call, faulty));
        }
        Collections.shuffle(results, new Random(rows.size()));
        Job job = new Job(id, submission, Instant.now(), results, faulty, faults.polls());
        jobs.put(id, job);
        return job;
    }

    private Result result(Row row, Call call, boolean faulty) {
        double drawn = new SplittableRandom(row.key().hashCode()).nextDouble();
        if (faulty && drawn < faults.expired()) {
            return new Result.Expired(row.key());
        }
        Call alone = new Call(row.path(), call.query(), call.header(), ++numbers);
        Dialect dialect = Dialects.at(row.path()).orElseThrow(() -> new Refused("no such address: " + row.path()));
        if (row.refused().isPresent()) {
            return new Result.Replied(
                    row.key(), dialect.refusal(alone, 400, row.refused().get()), numbers);
        }
        if (faulty && drawn < faults.expired() + faults.errored()) {
            return new Result.Replied(row.key(), dialect.failure(alone, Fault.SERVER_ERROR), numbers);
        }
        FakeResponse reply;
        try {
            Asked asked = dialect.read(alone, row.body());
            Told told = Answers.to(asked, Told.Ending.WHOLE, texts.apply(asked));
            billed.accept(told.counts());
            reply = dialect.answer(alone, asked, told);
        } catch (Refused refused) {
            reply = dialect.refusal(alone, refused.status(), refused.words());
        }
        return new Result.Replied(row.key(), reply, numbers);
    }

    /**
     * Lines of results as a file.
     *
     * @param first whether they have not been asked for before
     */
    String text(Job job, List<String> lines, boolean first) {
        int bad = job.faulty() && (first || !faults.badOnce()) ? faults.badLines() : 0;
        List<String> sent = new ArrayList<>(lines);
        for (int i = 0; i < Math.min(bad, sent.size()); i++) {
            int place = (i * 7919 + 3) % sent.size();
            sent.set(place, sent.get(place).substring(0, sent.get(place).length() / 2));
        }
        return sent.stream().map(line -> line + "\n").collect(Collectors.joining());
    }
}
