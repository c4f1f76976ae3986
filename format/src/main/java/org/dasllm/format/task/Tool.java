package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * A tool that an answer may call.
 *
 * @param name as the call names it
 * @param parameters JSON Schema of the call's arguments
 * @param description what it is good for, for a teacher to read; null for nothing but its name
 */
public record Tool(
        String name,
        @Default("{}") JsonNode parameters,
        @Nullable String description) {
    public Tool {
        parameters = ExactNumbers.of(parameters);
        new Faults()
                .unless(!name.isBlank(), "name", "is blank")
                .unless(parameters.isObject(), "parameters", "is a JSON Schema, keys and values")
                .refuse();
    }

    /** A list of tools as a sample has them: JSON, each with what it has. */
    public static String text(List<Tool> tools) {
        ArrayNode list = Json.mapper().createArrayNode();
        for (Tool tool : tools) {
            ObjectNode node = list.addObject().put("name", tool.name());
            if (tool.description() != null) {
                node.put("description", tool.description());
            }
            node.set("parameters", tool.parameters());
        }
        return list.toString();
    }

    /** Known by its name. */
    public Tool(String name, JsonNode parameters) {
        this(name, parameters, null);
    }
}
