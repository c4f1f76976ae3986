package org.dasllm.harvest.rate;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.wire.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the next request may be sent: what the configuration allows, what the vendor's headers tell, and what its refusals teach
 * the {@link Throttle}; the longest wait counts. Every call carries the time; nothing here waits, and one thread calls.
 */
public final class RateControl {
    private static final int RETRIES_OVER = 10;

    private final int maxTokens;
    private final Throttle throttle;
    private final TokenEstimate estimate = new TokenEstimate();
    private final @Nullable MinuteAllowance tokensPerMinute;
    private final @Nullable DayAllowance requestsPerDay;
    private final @Nullable DayAllowance tokensPerDay;
    private final Map<ToldLimit.Kind, BelievedLimit> believed = new EnumMap<>(ToldLimit.Kind.class);
    /** Of all requests of this run. */
    private Cost sent = new Cost(0, 0, 0, 0);

    /**
     * What a request counts with, or several together.
     *
     * @param bytes of the request
     * @param input estimated tokens of the request
     * @param output the most tokens of the answer
     */
    public record Cost(int requests, int bytes, double input, double output) {
        public double of(ToldLimit.Kind kind) {
            return switch (kind) {
                case REQUESTS -> requests;
                case TOKENS -> input + output;
                case INPUT_TOKENS -> input;
                case OUTPUT_TOKENS -> output;
            };
        }

        public double tokens() {
            return input + output;
        }

        /** Bytes are of no use in a sum. */
        Cost plus(Cost other) {
            return new Cost(requests + other.requests, 0, input + other.input, output + other.output);
        }
    }

    /**
     * What was let through, to be given back with the outcome.
     *
     * @param at when, in nanoseconds
     * @param time when, by the calendar
     * @param cost what it counted with
     * @param before what this run had sent up to it, itself included
     */
    public record Pass(long at, Instant time, Cost cost, Cost before) {}

    public RateControl(TeacherConfig config, RandomGenerator random, long now) {
        Duration gap = config.requestsPerMinute() == null
                ? Duration.ZERO
                : Duration.ofMinutes(1).dividedBy(config.requestsPerMinute());
        this.maxTokens = config.maxTokens();
        this.throttle = new Throttle(
                config.concurrency(), gap, seconds(config.firstRetrySeconds()), untoldPatience(config), random, now);
        this.tokensPerMinute =
                config.tokensPerMinute() == null ? null : new MinuteAllowance(config.tokensPerMinute(), now);
        this.requestsPerDay = config.requestsPerDay() == null ? null : new DayAllowance(config.requestsPerDay());
        this.tokensPerDay = config.tokensPerDay() == null ? null : new DayAllowance(config.tokensPerDay());
    }

    /** As configured for single requests, many times over: all of them together wait, and limits of a minute are common. */
    private static Duration untoldPatience(TeacherConfig config) {
        double retries = config.firstRetrySeconds() * (Math.pow(2, config.maxRetries() + 1) - 1);
        return seconds(Math.min((double) Throttle.PATIENCE.toSeconds(), RETRIES_OVER * retries));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** Counts a line of an earlier run for the limits of a day. */
    public void earlier(JournalLine line) {
        if (requestsPerDay != null && line instanceof JournalLine.Request request) {
            requestsPerDay.spend(1, Instant.parse(request.at()));
        }
        if (tokensPerDay != null && line instanceof JournalLine.Answer answer) {
            long prompt = answer.promptTokens() == null ? 0 : answer.promptTokens();
            long completion = answer.completionTokens() == null ? maxTokens : answer.completionTokens();
            tokensPerDay.spend((double) prompt + completion, Instant.parse(answer.at()));
        }
    }

    /** @param bytes of the request's body */
    public Cost cost(int bytes) {
        return new Cost(1, bytes, estimate.tokens(bytes), maxTokens);
    }

    /** Whether the number of requests under way allows one more. */
    public boolean hasRoom() {
        return throttle.hasRoom();
    }

    /** How long the limits of a day forbid such a request, where that is longer than a harvest waits. */
    public Optional<Duration> beyondPatience(Cost cost, Instant time) {
        Duration wait = ofDay(cost, time);
        return wait.compareTo(Throttle.PATIENCE) > 0 ? Optional.of(wait) : Optional.empty();
    }

    private Duration ofDay(Cost cost, Instant time) {
        Duration requests = requestsPerDay == null ? Duration.ZERO : requestsPerDay.delay(cost.requests(), time);
        Duration tokens = tokensPerDay == null ? Duration.ZERO : tokensPerDay.delay(cost.tokens(), time);
        return requests.compareTo(tokens) > 0 ? requests : tokens;
    }

    /** How long such a request has to wait, in nanoseconds; 0 for not at all. */
    public long delay(long now, Instant time, Cost cost) {
        long longest = Math.max(throttle.delay(now), ofDay(cost, time).toNanos());
        if (tokensPerMinute != null) {
            longest = Math.max(longest, tokensPerMinute.delay(now));
        }
        for (Map.Entry<ToldLimit.Kind, BelievedLimit> each : believed.entrySet()) {
            longest = Math.max(longest, each.getValue().delay(cost.of(each.getKey()), now));
        }
        return longest;
    }

    public Pass sent(long now, Instant time, Cost cost) {
        throttle.sent(now);
        sent = sent.plus(cost);
        believed.forEach((kind, limit) -> limit.sent(cost.of(kind), now));
        if (tokensPerMinute != null) {
            tokensPerMinute.spend(cost.tokens(), now);
        }
        if (requestsPerDay != null) {
            requestsPerDay.spend(1, time);
        }
        if (tokensPerDay != null) {
            tokensPerDay.spend(cost.tokens(), time);
        }
        return new Pass(now, time, cost, sent);
    }

    /** A response tells of the vendor's limits, or does not. */
    public void told(Pass pass, HttpHeaders headers, long now, Instant time) {
        for (ToldLimit told : RateLimitHeaders.read(headers, time)) {
            double since = sent.of(told.kind()) - pass.before().of(told.kind());
            believed.computeIfAbsent(told.kind(), kind -> new BelievedLimit()).told(told, pass.at(), since, now);
        }
    }

    /** @param usage what the answer cost, where the teacher says so; none where there is no answer */
    public void answered(Pass pass, Optional<Usage> usage) {
        throttle.answered(pass.at());
        OptionalLong input = usage.map(Usage::input).orElse(OptionalLong.empty());
        OptionalLong output = usage.map(Usage::output).orElse(OptionalLong.empty());
        if (input.isPresent() && output.isPresent()) {
            estimate.learn(pass.cost().bytes(), input.getAsLong());
            giveBack(pass, pass.cost().tokens() - input.getAsLong() - output.getAsLong());
        }
    }

    /** Neither answered nor refused: broken off, or failed at the server. */
    public void failed(Pass pass) {
        throttle.failed(pass.at());
    }

    /** As {@link Throttle#refused}. */
    public Optional<Duration> refused(Pass pass, long now, Optional<Duration> asked) {
        giveBack(pass, pass.cost().tokens());
        return throttle.refused(pass.at(), now, asked);
    }

    private void giveBack(Pass pass, double tokens) {
        if (tokensPerMinute != null) {
            tokensPerMinute.giveBack(tokens);
        }
        if (tokensPerDay != null) {
            tokensPerDay.spend(-tokens, pass.time());
        }
    }
}
