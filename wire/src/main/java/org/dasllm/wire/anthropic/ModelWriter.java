package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.dasllm.format.io.Json;

/** Writes models as the vendor lists them. */
public final class ModelWriter {
    private ModelWriter() {}

    /**
     * One model.
     *
     * @param context the most tokens of a prompt and its answer together
     */
    public static ObjectNode model(String name, Instant created, int context) {
        return Json.mapper()
                .createObjectNode()
                .put("type", "model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", created.toString())
                .put("lifecycle", "active")
                .put("max_input_tokens", context)
                .put("max_tokens", context);
    }

    /** All of them, which are never more than a page. */
    public static ObjectNode list(List<ObjectNode> models) {
        ObjectNode page = Json.mapper().createObjectNode();
        ArrayNode data = page.putArray("data");
        models.forEach(data::add);
        page.put("first_id", models.get(0).path("id").asText());
        page.put("last_id", models.get(models.size() - 1).path("id").asText());
        return page.put("has_more", false);
    }
}
