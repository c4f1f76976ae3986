package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.client.ChatExchange;
import org.dasllm.wire.client.RetryAfter;
import org.dasllm.wire.openai.OpenAiClientCodec;

/**
 * A vendor with limits of requests and tokens a minute, as buckets that fill evenly, or as windows of a minute; on a fake clock. What
 * it counts is what it lets through: of a request its bytes over four and its most tokens.
 */
final class SimulatedVendor implements Teacher {
    private static final int ANSWER_TOKENS = 10;
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();

    private final FakeLoop loop;
    private final Style style;
    private final Random random = new Random(1);
    private final Meter requests;
    private final Meter tokens;
    private final OpenAiClientCodec codec = new OpenAiClientCodec("max_tokens");
    private int admitted;
    private int refused;
    private double admittedTokens;
    private double usedTokens;

    /** What it tells. */
    enum Style {
        OPENAI,
        ANTHROPIC,
        /** Seconds until the end of a window of a minute. */
        WINDOW,
        /** Only when to come back, after a refusal. */
        RETRY_AFTER,
        NOTHING
    }

    SimulatedVendor(FakeLoop loop, Style style, double requestsPerMinute, double tokensPerMinute) {
        this.loop = loop;
        this.style = style;
        this.requests = new Meter(requestsPerMinute);
        this.tokens = new Meter(tokensPerMinute);
    }

    /** One limit. */
    private final class Meter {
        private double limit;
        private double level;
        private double permitted;
        private long at;
        private long window;

        Meter(double limit) {
            this.limit = limit;
            this.level = limit;
        }

        void refill() {
            long now = loop.nanos();
            if (style == Style.WINDOW) {
                long current = (long) (now / MINUTE);
                if (current != window) {
                    permitted += limit;
                    level = limit;
                    window = current;
                }
            } else {
                double filled = limit / MINUTE * (now - at);
                permitted += filled;
                level = Math.min(limit, level + filled);
            }
            at = now;
        }

        boolean has(double cost) {
            refill();
            return level >= cost;
        }

        /** In seconds. */
        double reset() {
            return style == Style.WINDOW ? 60 - (loop.nanos() % MINUTE) / 1e9 : (limit - level) / limit * 60;
        }

        double untilHas(double cost) {
            return style == Style.WINDOW ? reset() : Math.max(0, cost - level) / limit * 60;
        }

        void halve() {
            refill();
            limit /= 2;
            level = Math.min(level, limit);
        }
    }

    /** Both limits. */
    void halve() {
        requests.halve();
        tokens.halve();
    }

    int admitted() {
        return admitted;
    }

    int refused() {
        return refused;
    }

    /** How many requests the limit of requests had room for, what was there at the beginning not counted. */
    double permittedRequests() {
        requests.refill();
        return requests.permitted;
    }

    /** The same of tokens. */
    double permittedTokens() {
        tokens.refill();
        return tokens.permitted;
    }

    /** What requests let through counted with. */
    double admittedTokens() {
        return admittedTokens;
    }

    /** What answers said. */
    double usedTokens() {
        return usedTokens;
    }

    @Override
    public JsonNode request(List<Message> prompt) {
        return Json.mapper()
                .createObjectNode()
                .put("text", prompt.get(0).content())
                .put("max_tokens", 100);
    }

    @Override
    public String hash(JsonNode request) {
        return request.path("text").textValue();
    }

    @Override
    public ChatReply ask(JsonNode request) {
        throw new UnsupportedOperationException("nobody waits on a fake clock");
    }

    @Override
    public CompletableFuture<ChatExchange> askAsync(JsonNode request) {
        CompletableFuture<ChatExchange> exchange = new CompletableFuture<>();
        loop.schedule(way(), () -> arrives(request, exchange));
        return exchange;
    }

    private long way() {
        return Duration.ofMillis(5 + random.nextInt(40)).toNanos();
    }

    private void arrives(JsonNode request, CompletableFuture<ChatExchange> exchange) {
        double cost =
                Json.line(request).length() / 4.0 + request.path("max_tokens").intValue();
        boolean enoughTokens = tokens.has(cost);
        boolean admits = requests.has(1) && enoughTokens;
        int status = admits ? 200 : 429;
        String body = admits ? answer(Json.line(request).length() / 4) : "{\"error\":{\"message\":\"slow down\"}}";
        if (admits) {
            admitted++;
            requests.level -= 1;
            tokens.level -= cost;
            admittedTokens += cost;
            usedTokens += Json.line(request).length() / 4 + ANSWER_TOKENS;
        } else {
            refused++;
        }
        HttpHeaders headers = headers(admits ? 0 : Math.max(requests.untilHas(1), tokens.untilHas(cost)), admits);
        long work = admits ? Duration.ofMillis(500 + random.nextInt(2000)).toNanos() : 0;
        loop.schedule(work + way(), () -> {
            Optional<Duration> retryAfter = RetryAfter.of(headers, body, loop.time());
            ChatReply reply = codec.response(new ReceivedText(status, body, retryAfter));
            exchange.complete(new ChatExchange(reply, OptionalInt.of(status), Optional.of(body), headers));
        });
    }

    private static String answer(int promptTokens) {
        return "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"x\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":" + promptTokens
                + ",\"completion_tokens\":" + ANSWER_TOKENS + "}}";
    }

    private HttpHeaders headers(double retrySeconds, boolean admits) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(
                "date",
                List.of(DateTimeFormatter.RFC_1123_DATE_TIME.format(loop.time().atZone(ZoneOffset.UTC))));
        if (style == Style.ANTHROPIC) {
            anthropic(headers, "requests", requests);
            anthropic(headers, "tokens", tokens);
        } else if (style == Style.OPENAI || style == Style.WINDOW) {
            openAi(headers, "requests", requests);
            openAi(headers, "tokens", tokens);
        }
        if (!admits && style != Style.NOTHING) {
            headers.put("retry-after", List.of(String.valueOf((long) Math.ceil(retrySeconds))));
        }
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    private void openAi(Map<String, List<String>> headers, String name, Meter meter) {
        headers.put("x-ratelimit-limit-" + name, List.of(String.valueOf((long) meter.limit)));
        headers.put("x-ratelimit-remaining-" + name, List.of(String.valueOf((long) meter.level)));
        String reset = style == Style.WINDOW
                ? String.valueOf((long) Math.ceil(meter.reset()))
                : Math.round(meter.reset() * 1000) + "ms";
        headers.put("x-ratelimit-reset-" + name, List.of(reset));
    }

    private void anthropic(Map<String, List<String>> headers, String name, Meter meter) {
        headers.put("anthropic-ratelimit-" + name + "-limit", List.of(String.valueOf((long) meter.limit)));
        headers.put("anthropic-ratelimit-" + name + "-remaining", List.of(String.valueOf((long) meter.level)));
        headers.put(
                "anthropic-ratelimit-" + name + "-reset",
                List.of(loop.time()
                        .plusMillis(Math.round(meter.reset() * 1000))
                        .plusSeconds(1)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()));
    }
}
