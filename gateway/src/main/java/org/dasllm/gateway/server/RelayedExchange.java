package org.dasllm.gateway.server;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.dasllm.gateway.GatewayConfig;
import org.dasllm.gateway.RecordMode;
import org.dasllm.gateway.record.Counts;
import org.dasllm.gateway.record.Recorder;
import org.dasllm.gateway.record.Unrecorded;
import org.dasllm.harvest.traffic.TrafficProtocol;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.RelayListener;
import org.dasllm.wire.http.ReplyHead;
import org.dasllm.wire.http.ServerReply;
import org.jspecify.annotations.Nullable;

/** An exchange that passes and is to be recorded. On the connection's thread. */
final class RelayedExchange implements RelayListener {
    private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final GatewayConfig config;
    private final String name;
    private final TrafficProtocol protocol;
    private final Optional<String> conversation;
    private final Optional<String> requestEncoding;
    private final Capture capture;
    private final Recorder recorder;
    private final Counts counts;
    private final GatewayMetrics metrics;
    private final StreamEnd end;
    private final Instant at = Instant.now();
    private final long begun = System.nanoTime();
    private @Nullable ReplyHead head;
    private boolean stream;
    private boolean handedOver;

    RelayedExchange(
            GatewayConfig config,
            String name,
            TrafficProtocol protocol,
            Optional<String> conversation,
            Optional<String> requestEncoding,
            Capture capture,
            Recorder recorder,
            Counts counts,
            GatewayMetrics metrics) {
        this.config = config;
        this.name = name;
        this.protocol = protocol;
        this.conversation = conversation;
        this.requestEncoding = requestEncoding;
        this.capture = capture;
        this.recorder = recorder;
        this.counts = counts;
        this.metrics = metrics;
        this.end = new StreamEnd(protocol);
        counts.seen();
        metrics.begun();
    }

    @Override
    public boolean wantsBytes() {
        return capture.open();
    }

    @Override
    public void asked(byte[] piece) {
        capture.asked(piece);
    }

    @Override
    public Map<String, String> head(ReplyHead reply) {
        head = reply;
        HttpHeaders headers = reply.headers();
        stream = headers.firstValue("content-type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"))
                .isPresent();
        if (reply.status() / 100 != 2) {
            capture.giveUp(Unrecorded.REFUSED);
        }
        return config.exchangeHeader().isEmpty() ? Map.of() : Map.of(config.exchangeHeader(), name);
    }

    @Override
    public boolean answered(byte[] piece) {
        capture.answered(piece);
        return config.record() == RecordMode.DURABLE && capture.open() && (!stream || end.in(piece));
    }

    @Override
    public CompletionStage<Void> whole() {
        if (!capture.open()) {
            return AT_ONCE;
        }
        CompletionStage<Void> done = handOver();
        if (config.record() != RecordMode.DURABLE) {
            return AT_ONCE;
        }
        CompletableFuture<Boolean> inTime = done.toCompletableFuture()
                .thenApply(nothing -> true)
                .completeOnTimeout(false, Math.round(config.durableSeconds() * 1000), TimeUnit.MILLISECONDS);
        return inTime.thenAccept(recorded -> {
            if (!recorded) {
                counts.late();
            }
        });
    }

    private CompletionStage<Void> handOver() {
        ReplyHead reply = head;
        if (reply == null) {
            throw new IllegalStateException("a reply is whole that has not begun");
        }
        handedOver = true;
        return recorder.record(capture.whole(
                name,
                protocol,
                at,
                (System.nanoTime() - begun) / 1_000_000,
                conversation,
                requestEncoding,
                reply.status(),
                reply.headers()));
    }

    @Override
    public void unreached(CallFailure failure, ServerReply reply) {
        URI upstream = config.upstreamUri();
        UpstreamFailure.send(upstream, Optional.of(protocol), failure, reply);
    }

    @Override
    public void ended(Ending ending) {
        ReplyHead reply = head;
        if (!handedOver) {
            boolean whole = stream && ending == Ending.CLIENT_GONE && end.in(new byte[0]) && capture.open();
            if (whole) {
                // It has all of the answer, and did not wait for the connection's end.
                handOver();
            } else {
                capture.giveUp(ending == Ending.UNREACHED ? Unrecorded.UNREACHED : Unrecorded.UNFINISHED);
                counts.not(capture.given().orElse(Unrecorded.FAULT));
            }
        }
        metrics.ended(
                protocol.word(),
                reply == null ? "none" : String.valueOf(reply.status()),
                ending,
                (System.nanoTime() - begun) / 1e9);
    }
}
