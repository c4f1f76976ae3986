package org.dasllm.gateway.server;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dasllm.harvest.traffic.TrafficProtocol;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.RelayListener;
import org.dasllm.wire.http.ReplyHead;
import org.dasllm.wire.http.ServerReply;

/** An exchange that passes and is not recorded. */
final class PassedThrough implements RelayListener {
    private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final URI upstream;
    private final Optional<TrafficProtocol> protocol;
    private final GatewayMetrics metrics;
    private final long begun = System.nanoTime();
    private int status;

    PassedThrough(URI upstream, Optional<TrafficProtocol> protocol, GatewayMetrics metrics) {
        this.upstream = upstream;
        this.protocol = protocol;
        this.metrics = metrics;
        metrics.begun();
    }

    @Override
    public boolean wantsBytes() {
        return false;
    }

    @Override
    public void asked(byte[] piece) {}

    @Override
    public Map<String, String> head(ReplyHead head) {
        status = head.status();
        return Map.of();
    }

    @Override
    public boolean answered(byte[] piece) {
        return false;
    }

    @Override
    public CompletionStage<Void> whole() {
        return AT_ONCE;
    }

    @Override
    public void unreached(CallFailure failure, ServerReply reply) {
        UpstreamFailure.send(upstream, protocol, failure, reply);
    }

    @Override
    public void ended(Ending ending) {
        metrics.ended(
                protocol.map(TrafficProtocol::word).orElse("other"),
                status == 0 ? "none" : String.valueOf(status),
                ending,
                (System.nanoTime() - begun) / 1e9);
    }
}
