package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
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

    /** Known by its name. */
    public Tool(String name, JsonNode parameters) {
        this(name, parameters, null);
    }
}
