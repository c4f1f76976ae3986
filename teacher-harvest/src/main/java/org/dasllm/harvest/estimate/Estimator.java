package org.dasllm.harvest.estimate;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.batch.BatchLimits;
import org.dasllm.harvest.config.BatchConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Prices;
import org.dasllm.harvest.run.PromptMasking;
import org.dasllm.harvest.teacher.DraftRequest;
import org.jspecify.annotations.Nullable;

/** Reckons what a harvest will take: from answers of the same teacher in the journal, and where there are none from lengths. */
public final class Estimator {
    /** Of English text. */
    private static final double BYTES_PER_TOKEN = 4;

    private static final double ASSUMED_FIRST_SECONDS = 1;
    private static final double ASSUMED_TOKENS_PER_SECOND = 50;
    /** What is said of an answer that cannot be used, with room for a long reason. */
    private static final int REPAIR_BYTES = 1000;

    private static final String NO_REPAIRS = "; what is asked for once more is in the most alone";

    private static final double MILLIS = 1000;
    private static final double DAY = 86_400;

    private final List<Sample> samples;
    private final Optional<Task> task;
    private final PromptMasking masking;
    private final List<Path> journals;
    private final boolean repair;

    /**
     * @param masking of the prompts, as the teacher will see them
     * @param journals which need not be there
     * @param repair whether an answer that cannot be used is asked for once more, which counts to the most that it can cost
     */
    public Estimator(
            List<Sample> samples, Optional<Task> task, PromptMasking masking, List<Path> journals, boolean repair) {
        this.samples = List.copyOf(samples);
        this.task = task;
        this.masking = masking;
        this.journals = List.copyOf(journals);
        this.repair = repair;
    }

    /** What answers in the journal were like. */
    private static final class Seen {
        private final Set<String> answered = new HashSet<>();
        private long bytes;
        private long input;
        private long output;
        private long withUsage;
        private long millis;
        private long timed;

        void read(JournalLine line, Map<String, Integer> lengths) {
            Integer length = lengths.get(line.hash());
            if (!(line instanceof JournalLine.Answer answer) || length == null || !answered.add(line.hash())) {
                return;
            }
            if (answer.latencyMillis() > 0) {
                // Answers of batches have no time of their own.
                millis += answer.latencyMillis();
                timed++;
            }
            Long prompt = answer.promptTokens();
            Long completion = answer.completionTokens();
            if (prompt != null && completion != null) {
                withUsage++;
                bytes += length;
                input += prompt;
                output += completion;
            }
        }
    }

    /** @param teacher with its prices, where they are known */
    public TeacherEstimate of(String name, TeacherConfig teacher) {
        DraftRequest draft = new DraftRequest(teacher, task);
        Prices prices = Prices.of(teacher.billed());
        // Also with batches: what is asked for once more is asked one by one.
        Prices alone = Prices.of(teacher.prices());
        Map<String, Integer> lengths = new HashMap<>();
        for (Sample sample : samples) {
            for (int draw = 0; draw < teacher.samplesPerPrompt(); draw++) {
                JsonNode body = draft.body(masking.masked(sample.prompt()), draw);
                lengths.putIfAbsent(draft.key(body, draw), bytes(Json.line(body)));
            }
        }
        Seen seen = new Seen();
        journals.stream()
                .filter(Files::exists)
                .forEach(journal -> Journal.read(journal, line -> seen.read(line, lengths), damage -> {}));
        Amount most = Amount.NOTHING;
        long openBytes = 0;
        long requests = 0;
        Optional<BatchLimits.Count> batches =
                Optional.ofNullable(teacher.batch()).map(asked -> BatchLimits.of(teacher).new Count());
        Set<String> counted = new HashSet<>(seen.answered);
        for (Sample sample : samples) {
            for (int draw = 0; draw < teacher.samplesPerPrompt(); draw++) {
                JsonNode body = draft.body(masking.masked(sample.prompt()), draw);
                String key = draft.key(body, draw);
                if (counted.add(key)) {
                    requests++;
                    int length = lengths.getOrDefault(key, 0);
                    openBytes += length;
                    batches.ifPresent(count -> count.add(length));
                    most = most.plus(prices.most(body));
                    if (repair) {
                        most = most.plus(alone.most(draft.body(again(sample, teacher), draw)));
                    }
                }
            }
        }
        double inputPerByte = seen.withUsage > 0 ? (double) seen.input / seen.bytes : 1 / BYTES_PER_TOKEN;
        double outputEach = seen.withUsage > 0 ? (double) seen.output / seen.withUsage : goldTokens(teacher);
        long input = Math.round(openBytes * inputPerByte);
        long output = Math.round(requests * outputEach);
        TeacherPrices known = teacher.prices();
        return new TeacherEstimate(
                name,
                teacher.model(),
                seen.answered.size(),
                requests,
                batches.map(BatchLimits.Count::batches).orElse(null),
                input,
                output,
                most.tokens(),
                known == null ? null : prices.expected(input, output).money(),
                known == null ? null : most.money(),
                known == null ? null : most.money().multiply(BigDecimal.valueOf(sendings(teacher))),
                known == null ? null : known.currency(),
                seconds(teacher, requests, input + output, secondsEach(seen, outputEach)),
                basis(seen) + (repair ? NO_REPAIRS : "") + batching(teacher, requests));
    }

    private static String batching(TeacherConfig teacher, long requests) {
        if (teacher.batch() == null) {
            return "";
        }
        BatchLimits limits = BatchLimits.of(teacher);
        return limits.areTooFew(requests)
                ? "; they are too few for a batch, which takes at least " + limits.fewest()
                        + " here: leave batch out to ask them one by one"
                : "; a batch may take a day";
    }

    /** The longest second request for the same answer: each token of the first answer stands in it, for which the bound counts a byte. */
    private List<Message> again(Sample sample, TeacherConfig teacher) {
        List<Message> conversation = new ArrayList<>(masking.masked(sample.prompt()));
        conversation.add(Message.assistant("x".repeat(teacher.maxTokens())));
        conversation.add(Message.user("x".repeat(REPAIR_BYTES)));
        return conversation;
    }

    /** How often one run sends a request at most. */
    private static long sendings(TeacherConfig teacher) {
        BatchConfig batch = teacher.batch();
        return batch == null ? 1L + teacher.maxRetries() : batch.maxTries();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Of an answer like those that are known to be right; where none is known, the most that it may have. */
    private double goldTokens(TeacherConfig teacher) {
        double mean = samples.stream()
                .map(Sample::gold)
                .filter(gold -> gold != null)
                .mapToInt(gold -> bytes(String.valueOf(gold)))
                .average()
                .orElse(teacher.maxTokens() * BYTES_PER_TOKEN);
        return Math.min(teacher.maxTokens(), Math.ceil(mean / BYTES_PER_TOKEN));
    }

    private static double secondsEach(Seen seen, double outputEach) {
        return seen.timed == 0
                ? ASSUMED_FIRST_SECONDS + outputEach / ASSUMED_TOKENS_PER_SECOND
                : seen.millis / MILLIS / seen.timed;
    }

    /** As long as the narrowest of the limits makes it. */
    private static double seconds(TeacherConfig teacher, long requests, long tokens, double each) {
        if (teacher.batch() != null) {
            // What vendors promise; most batches are done within an hour.
            return requests == 0 ? 0 : DAY;
        }
        double seconds = requests * each / teacher.concurrency();
        seconds = Math.max(seconds, atPace(requests, teacher.requestsPerMinute(), 60));
        seconds = Math.max(seconds, atPace(tokens, teacher.tokensPerMinute(), 60));
        seconds = Math.max(seconds, days(requests, teacher.requestsPerDay()));
        return Math.max(seconds, days(tokens, teacher.tokensPerDay()));
    }

    private static double atPace(long amount, @Nullable Number limit, int seconds) {
        return limit == null ? 0 : amount * (double) seconds / limit.longValue();
    }

    /** What is left over of one day's allowance waits for the next day. */
    private static double days(long amount, @Nullable Number limit) {
        return limit == null || amount == 0 ? 0 : Math.floor((amount - 1) / limit.doubleValue()) * DAY;
    }

    private String basis(Seen seen) {
        if (seen.withUsage > 0) {
            return "by the " + Counted.of(seen.withUsage, "answer") + " of this teacher in the journal";
        }
        boolean gold = samples.stream().anyMatch(sample -> sample.gold() != null);
        return "a token for 4 bytes of the request, an answer "
                + (gold ? "as long as the right one" : "of max_tokens")
                + " without reasoning, 1 s and 50 tokens/s";
    }
}
