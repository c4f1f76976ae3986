package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.dasllm.format.io.Json;

/** Writes what clients read of a server before they ask it: its models and its version. */
public final class ModelWriter {
    private ModelWriter() {}

    /**
     * The list of {@code GET /api/tags}. What a file on disk has, a size, a digest and a quantisation, is not told.
     *
     * @param modified since when the models are served
     */
    public static ObjectNode list(List<String> names, Instant modified) {
        ObjectNode list = Json.mapper().createObjectNode();
        ArrayNode models = list.putArray("models");
        for (String name : names) {
            models.addObject().put("name", name).put("model", name).put("modified_at", modified.toString());
        }
        return list;
    }

    /** The answer to {@code GET /api/version}. */
    public static ObjectNode version(String version) {
        return Json.mapper().createObjectNode().put("version", version);
    }
}
