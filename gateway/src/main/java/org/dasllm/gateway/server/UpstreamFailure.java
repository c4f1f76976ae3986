package org.dasllm.gateway.server;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.dasllm.harvest.traffic.TrafficProtocol;
import org.dasllm.wire.anthropic.AnthropicRefusals;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.http.CallFailure;
import org.dasllm.wire.http.CallFailure.Kind;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.openai.OpenAiRefusals;

/**
 * What a client hears where the upstream cannot be reached: 502, or 504 where it is silent, in the form of the vendor's errors. Where the
 * upstream closes the connection before it has answered, the client's is closed too.
 */
final class UpstreamFailure {
    private static final int BAD_GATEWAY = 502;
    private static final int TIMEOUT = 504;

    private UpstreamFailure() {}

    static void send(URI upstream, Optional<TrafficProtocol> protocol, CallFailure failure, ServerReply reply) {
        if (failure.kind() == Kind.CLOSED_BEFORE_HEAD || failure.kind() == Kind.BROKEN) {
            // It was reached and hung up: so does the gateway, and the client does what it would have done.
            reply.open(BAD_GATEWAY).abort();
            return;
        }
        boolean late = failure.kind() == Kind.TIMED_OUT || failure.kind() == Kind.CONNECT_TIMED_OUT;
        RequestRefusal refusal = new RequestRefusal(
                late ? RequestRefusal.Kind.UNAVAILABLE : RequestRefusal.Kind.FAULT,
                late ? TIMEOUT : BAD_GATEWAY,
                "The gateway has no answer from " + upstream + ": " + words(failure.kind()) + ".",
                Optional.empty(),
                Optional.of(late ? "upstream_timeout" : "upstream_unreachable"),
                Optional.empty());
        send(refusal, protocol, reply);
    }

    static void send(RequestRefusal refusal, Optional<TrafficProtocol> protocol, ServerReply reply) {
        RefusalCodec codec = protocol.filter(TrafficProtocol.ANTHROPIC::equals).isPresent()
                ? AnthropicRefusals.INSTANCE
                : OpenAiRefusals.INSTANCE;
        WireResponse response = codec.refusal(refusal);
        response.headers().forEach(reply::header);
        reply.send(response.status(), response.body().getBytes(StandardCharsets.UTF_8));
    }

    static String words(Kind kind) {
        return switch (kind) {
            case NAME_UNKNOWN -> "its name, or its proxy's, is not known";
            case NOT_CONNECTED -> "there is no connection";
            case CONNECT_TIMED_OUT -> "there is no connection within connect_seconds";
            case PROXY_REFUSED -> "the proxy does not connect to it";
            case TLS -> "TLS was not agreed on";
            case NOT_HTTP -> "it does not speak HTTP";
            case CLOSED_BEFORE_HEAD -> "it closed the connection before it had answered";
            case CLOSED_WITHIN_BODY -> "it closed the connection within its answer";
            case TIMED_OUT -> "it sent nothing within deadline_seconds or silence_seconds";
            case BROKEN -> "the connection broke";
        };
    }
}
