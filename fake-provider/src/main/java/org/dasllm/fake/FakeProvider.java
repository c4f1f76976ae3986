package org.dasllm.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.dasllm.fake.batch.BatchApi;
import org.dasllm.fake.batch.BatchApis;
import org.dasllm.fake.batch.BatchReply;
import org.dasllm.fake.exchange.Answers;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;
import org.dasllm.fake.exchange.Told.Ending;
import org.dasllm.fake.vendor.Call;
import org.dasllm.fake.vendor.Dialect;
import org.dasllm.fake.vendor.Dialects;
import org.dasllm.fake.vendor.Events;
import org.dasllm.fake.vendor.FakeResponse;
import org.dasllm.fake.vendor.Refused;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.wire.http.HttpRefused;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.HttpServerConfig;
import org.dasllm.wire.http.ReplyStream;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;

/**
 * A vendor of answers on this machine: the addresses of OpenAI and xAI ({@code /v1/chat/completions}, {@code /v1/responses}), Azure
 * ({@code /openai/...}), Anthropic ({@code /v1/messages}), Gemini ({@code /v1beta/models/...}) and Bedrock ({@code /model/.../converse}
 * and {@code /converse-stream}); and of all but xAI their batch interfaces, at half the price, Bedrock's with a bucket, {@code fake-batches}, of a
 * store of the S3 protocol.
 */
public final class FakeProvider implements AutoCloseable {
    /** How late a slow answer is. */
    public static final Duration SLOW = Duration.ofMillis(300);

    private static final int MOST_BYTES = 64 << 20;

    private final FakeProviderConfig config;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Integer> times = new ConcurrentHashMap<>();
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final AtomicReference<Bill> bill = new AtomicReference<>(Bill.NONE);
    private final BatchApis batches;
    private final HttpServer server;

    /** Starts on a free port. */
    public FakeProvider(FakeProviderConfig config) {
        this(config, 0);
    }

    public FakeProvider(FakeProviderConfig config, int port) {
        this.config = config;
        PriceList half = config.prices().half();
        this.batches = new BatchApis(
                config.batches(), config.texts(), counts -> bill.updateAndGet(before -> before.plus(counts, half)));
        HttpServerConfig limits =
                ConfigBinder.bind(ConfigSource.json("{}", "the fake provider"), HttpServerConfig.class);
        this.server = HttpServer.start("127.0.0.1", port, limits, this::handle);
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return server.uri().toString();
    }

    public Bill bill() {
        return Objects.requireNonNull(bill.get());
    }

    /** How many requests went wrong in which way, and how many did not. */
    public Map<Fault, Long> faults() {
        synchronized (faults) {
            return Map.copyOf(faults);
        }
    }

    private void handle(ServerRequest request, ServerReply reply) {
        Call call = new Call(request.path(), request.query().orElse(""), request::header, numbers.incrementAndGet());
        request.body(MOST_BYTES).whenComplete((bytes, failure) -> {
            if (failure instanceof HttpRefused refused) {
                send(reply, new FakeResponse(refused.status(), Map.of(), ""));
            } else if (bytes != null) {
                Optional<BatchApi> batch = batches.at(request.method(), call.path());
                if (batch.isPresent()) {
                    batch(batch.get(), request.method(), call, bytes, reply);
                    return;
                }
                Optional<Dialect> dialect = Dialects.at(call.path());
                if (dialect.isEmpty()) {
                    send(
                            reply,
                            new FakeResponse(
                                    404, Map.of("Content-Type", "text/plain"), "no such address: " + call.path()));
                } else {
                    answer(dialect.get(), call, new String(bytes, StandardCharsets.UTF_8), reply);
                }
            }
        });
    }

    private void batch(BatchApi api, String method, Call call, byte[] body, ServerReply reply) {
        Dialect dialect = Dialects.at(api.protocolPath()).orElseThrow();
        boolean uploading = call.parameter("upload_id").isPresent();
        if (config.secret().isPresent() && !uploading && !dialect.secret(call).equals(config.secret())) {
            send(reply, dialect.refusal(call, 401, "Incorrect API key provided."));
            return;
        }
        try {
            BatchReply answer = api.reply(method, call, body);
            switch (answer.fate()) {
                case WHOLE -> send(reply, answer.reply());
                case LOST -> reply.open(200).abort();
                case CUT -> cut(answer.reply(), reply);
            }
        } catch (Refused refused) {
            send(reply, dialect.refusal(call, refused.status(), refused.words()));
        }
    }

    private static void cut(FakeResponse whole, ServerReply reply) {
        whole.headers().forEach(reply::header);
        ReplyStream stream = reply.open(whole.status());
        stream.write(whole.body().substring(0, whole.body().length() / 2).getBytes(StandardCharsets.UTF_8));
        // What was written is on its way when the connection ends.
        reply.later(Duration.ofMillis(20), stream::abort);
    }

    private void answer(Dialect dialect, Call call, String text, ServerReply reply) {
        Optional<String> secret = dialect.secret(call);
        if (config.secret().isPresent() && !secret.equals(config.secret())) {
            send(reply, dialect.refusal(call, 401, "Incorrect API key provided: " + secret.orElse("none") + "."));
            return;
        }
        Asked asked;
        try {
            JsonNode body = Json.mapper().readTree(text);
            asked = dialect.read(call, body);
        } catch (JsonProcessingException e) {
            send(reply, dialect.refusal(call, 400, "The body of the request is not valid JSON."));
            return;
        } catch (Refused refused) {
            send(reply, dialect.refusal(call, refused.status(), refused.words()));
            return;
        }
        long key = (call.path() + "\n" + text).hashCode();
        Fault fault = config.schedule().of(key, times.merge(key, 1, Integer::sum));
        synchronized (faults) {
            faults.merge(fault, 1L, Long::sum);
        }
        if (fault.billed()) {
            Told told = Answers.to(asked, ending(fault), config.texts().apply(asked));
            bill.updateAndGet(before -> before.plus(told.counts(), config.prices()));
            deliver(dialect, call, asked, told, fault, reply);
        } else if (fault == Fault.RESET_BEFORE) {
            reply.open(200).abort();
        } else {
            send(reply, dialect.failure(call, fault));
        }
    }

    private static Ending ending(Fault fault) {
        return switch (fault) {
            case REFUSAL -> Ending.REFUSED;
            case FILTER -> Ending.FILTERED;
            case TRUNCATION -> Ending.CUT;
            default -> Ending.WHOLE;
        };
    }

    private static void deliver(Dialect dialect, Call call, Asked asked, Told told, Fault fault, ServerReply reply) {
        if (fault == Fault.RESET_AFTER) {
            reply.open(200).abort();
            return;
        }
        if (asked.streamed()) {
            stream(dialect.events(call, asked, told), fault, reply);
            return;
        }
        FakeResponse whole = dialect.answer(call, asked, told);
        switch (fault) {
            case CUT_BODY -> cut(whole, reply);
            case MALFORMED ->
                send(
                        reply,
                        new FakeResponse(
                                whole.status(),
                                whole.headers(),
                                whole.body().substring(0, whole.body().length() - 1)));
            case SLOW -> reply.later(SLOW, () -> send(reply, whole));
            default -> send(reply, whole);
        }
    }

    private static void stream(Events answer, Fault fault, ServerReply reply) {
        reply.header("Content-Type", answer.contentType());
        ReplyStream stream = reply.open(200);
        List<byte[]> events = answer.events();
        int sent = fault == Fault.CUT_BODY ? events.size() / 2 : events.size();
        events.subList(0, sent).forEach(stream::write);
        if (fault == Fault.CUT_BODY) {
            reply.later(Duration.ofMillis(20), stream::abort);
        } else {
            stream.end();
        }
    }

    private static void send(ServerReply reply, FakeResponse sent) {
        sent.headers().forEach(reply::header);
        reply.send(sent.status(), sent.body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
