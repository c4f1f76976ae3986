package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import org.dasllm.engine.access.Caller;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.http.ServerRequest;
import org.dasllm.wire.openai.OpenAiRefusals;
import org.dasllm.wire.openai.OpenAiServerCodec;
import org.dasllm.wire.responses.ResponsesServerCodec;

/** OpenAI's chat completions, Responses, completions, embeddings and models. */
final class OpenAiFormat implements WireFormat {
    private static final String MODELS = "/v1/models";

    private static final Set<String> NAMED = Set.of(
            "/v1/chat/completions",
            "/v1/responses",
            "/v1/responses/input_tokens",
            "/v1/completions",
            "/v1/embeddings",
            MODELS);

    @Override
    public boolean takes(ServerRequest request) {
        return true;
    }

    @Override
    public RefusalCodec refusals() {
        return OpenAiRefusals.INSTANCE;
    }

    @Override
    public Optional<String> label(String path) {
        return Optional.of(path).filter(NAMED::contains);
    }

    @Override
    public Optional<Endpoints.Endpoint> endpoint(ServerRequest request, Endpoints endpoints) {
        return switch (request.path()) {
            case "/v1/chat/completions" -> Optional.of(endpoints.chat(new OpenAiServerCodec()));
            case "/v1/responses" -> Optional.of(endpoints.chat(new ResponsesServerCodec()));
            case "/v1/responses/input_tokens" -> {
                ResponsesServerCodec codec = new ResponsesServerCodec();
                yield Optional.of(endpoints.counting(codec, codec::count));
            }
            case "/v1/completions" -> Optional.of(endpoints.completions());
            case "/v1/embeddings" -> Optional.of(endpoints.embeddings());
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<JsonNode> shown(String path, ModelList models, Caller caller) {
        if (path.equals(MODELS)) {
            ObjectNode list = Json.mapper().createObjectNode().put("object", "list");
            ArrayNode data = list.putArray("data");
            models.names(caller).forEach(name -> data.add(model(name, models)));
            return Optional.of(list);
        }
        return ModelList.below(MODELS, path).map(name -> model(models.require(name, caller), models));
    }

    private static ObjectNode model(String name, ModelList models) {
        return Json.mapper()
                .createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", models.created().getEpochSecond())
                .put("owned_by", "dasllm");
    }
}
