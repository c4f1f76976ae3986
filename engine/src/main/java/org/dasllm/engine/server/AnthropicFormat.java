package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.dasllm.engine.access.Allowance;
import org.dasllm.engine.access.Caller;
import org.dasllm.wire.anthropic.AnthropicRefusals;
import org.dasllm.wire.anthropic.MessagesServerCodec;
import org.dasllm.wire.anthropic.ModelWriter;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.http.ServerRequest;

/** Anthropic's Messages, and its models for clients that name a version of the API. */
final class AnthropicFormat implements WireFormat {
    private static final String MESSAGES = "/v1/messages";
    private static final String COUNT = "/v1/messages/count_tokens";
    private static final String MODELS = "/v1/models";

    @Override
    public boolean takes(ServerRequest request) {
        String path = request.path();
        return path.equals(MESSAGES)
                || path.startsWith(MESSAGES + "/")
                || version(request).isPresent();
    }

    private static Optional<String> version(ServerRequest request) {
        return request.header("anthropic-version");
    }

    @Override
    public RefusalCodec refusals() {
        return AnthropicRefusals.INSTANCE;
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }

    @Override
    public Optional<String> authorization(ServerRequest request) {
        return request.header("x-api-key").map(key -> BEARER + key).or(() -> request.header(AUTHORIZATION));
    }

    @Override
    public Map<String, String> left(Allowance allowance) {
        return allowance.anthropic();
    }

    @Override
    public Optional<String> label(String path) {
        return Optional.of(path).filter(each -> each.equals(MESSAGES) || each.equals(COUNT));
    }

    @Override
    public Optional<Endpoints.Endpoint> endpoint(ServerRequest request, Endpoints endpoints) {
        return switch (request.path()) {
            case MESSAGES -> Optional.of(endpoints.chat(MessagesServerCodec.answering(version(request))));
            case COUNT -> {
                MessagesServerCodec codec = MessagesServerCodec.counting(version(request));
                yield Optional.of(endpoints.counting(codec, codec::count));
            }
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<JsonNode> shown(String path, ModelList models, Caller caller) {
        if (path.equals(MODELS)) {
            return Optional.of(ModelWriter.list(models.names(caller).stream()
                    .map(name -> ModelWriter.model(name, models.created(), models.context()))
                    .toList()));
        }
        return ModelList.below(MODELS, path)
                .map(name -> ModelWriter.model(models.require(name, caller), models.created(), models.context()));
    }
}
