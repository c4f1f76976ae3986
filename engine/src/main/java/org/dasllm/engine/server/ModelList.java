package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.dasllm.engine.access.Caller;
import org.dasllm.format.io.Json;
import org.dasllm.wire.anthropic.ModelWriter;

/** The names that the model answers to, as each vendor lists models. */
final class ModelList {
    private final ServeConfig config;
    private final Instant created;
    private final int context;

    /** @param created when the server was started */
    ModelList(ServeConfig config, Instant created, int context) {
        this.config = config;
        this.created = created;
        this.context = context;
    }

    /** Those that a caller may use. */
    ObjectNode all(Vendor vendor, Caller caller) {
        List<String> names = config.names().stream().filter(caller::mayUse).toList();
        if (vendor.equals(Vendor.ANTHROPIC)) {
            return ModelWriter.list(
                    names.stream().map(name -> one(name, vendor)).toList());
        }
        ObjectNode list = Json.mapper().createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        names.forEach(name -> data.add(one(name, vendor)));
        return list;
    }

    ObjectNode one(String name, Vendor vendor, Caller caller) {
        config.requireModel(name);
        caller.requireModel(name);
        return one(name, vendor);
    }

    private ObjectNode one(String name, Vendor vendor) {
        return vendor.equals(Vendor.ANTHROPIC)
                ? ModelWriter.model(name, created, context)
                : Json.mapper()
                        .createObjectNode()
                        .put("id", name)
                        .put("object", "model")
                        .put("created", created.getEpochSecond())
                        .put("owned_by", "dasllm");
    }
}
