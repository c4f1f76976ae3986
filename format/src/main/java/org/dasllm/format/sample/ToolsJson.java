package org.dasllm.format.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import org.dasllm.format.io.Json;

/** {@link Sample#tools} is a list in JSON Lines, and one text in memory and in Parquet, where each sample's tools may differ. */
final class ToolsJson {
    private ToolsJson() {}

    /** Writes the list. */
    static final class Writer extends JsonSerializer<String> {
        @Override
        public void serialize(String tools, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(Json.mapper().readTree(tools));
        }
    }

    /** Reads a list of functions, with or without OpenAI's shell around each. */
    static final class Reader extends JsonDeserializer<String> {
        @Override
        public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode tools = context.readTree(in);
            if (!tools.isArray() || tools.isEmpty()) {
                throw JsonMappingException.from(in, "tools is no list of functions");
            }
            for (JsonNode tool : tools) {
                JsonNode function = tool.path("function").isObject() ? tool.get("function") : tool;
                if (!function.path("name").isTextual()) {
                    throw JsonMappingException.from(in, "one of the tools has no name");
                }
            }
            return Json.line(tools);
        }
    }
}
