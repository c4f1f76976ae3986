package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * A tool that an answer may call.
 *
 * @param name as the call names it
 * @param parameters JSON Schema of the call's arguments
 */
public record Tool(String name, @Default("{}") JsonNode parameters) {
    public Tool {
        parameters = ExactNumbers.of(parameters);
        new Faults()
                .unless(!name.isBlank(), "name", "is blank")
                .unless(parameters.isObject(), "parameters", "is a JSON Schema, keys and values")
                .refuse();
    }
}
