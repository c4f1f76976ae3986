package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import org.dasllm.engine.access.Caller;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.http.ServerRequest;
import org.dasllm.wire.ollama.ModelWriter;
import org.dasllm.wire.ollama.OllamaRefusals;
import org.dasllm.wire.ollama.OllamaServerCodec;

/** Ollama's native chat, and what its clients ask before: which models there are, and which version answers. */
final class OllamaFormat implements WireFormat {
    private static final String PREFIX = "/api/";
    private static final String CHAT = "/api/chat";
    private static final String TAGS = "/api/tags";
    private static final String VERSION = "/api/version";
    private static final Set<String> NAMED = Set.of(CHAT, TAGS, VERSION);

    @Override
    public boolean takes(ServerRequest request) {
        return request.path().startsWith(PREFIX);
    }

    @Override
    public RefusalCodec refusals() {
        return OllamaRefusals.INSTANCE;
    }

    @Override
    public Optional<String> label(String path) {
        return Optional.of(path).filter(NAMED::contains);
    }

    @Override
    public Optional<Endpoints.Endpoint> endpoint(ServerRequest request, Endpoints endpoints) {
        return request.path().equals(CHAT) ? Optional.of(endpoints.chat(new OllamaServerCodec())) : Optional.empty();
    }

    @Override
    public Optional<JsonNode> shown(String path, ModelList models, Caller caller) {
        return switch (path) {
            case TAGS -> Optional.of(ModelWriter.list(models.names(caller), models.created()));
            case VERSION -> Optional.of(ModelWriter.version(RunManifest.version()));
            default -> Optional.empty();
        };
    }
}
