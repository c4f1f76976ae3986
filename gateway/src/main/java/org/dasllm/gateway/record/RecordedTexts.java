package org.dasllm.gateway.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.io.Json;
import org.dasllm.privacy.mask.Placeholders;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request's body: its texts, masked where that is wished; nothing that says who its user is, no keys of other servers that
 * the vendor is to ask, and of images and other files only how large they were. One for an exchange, since a value has the same placeholder in its request and its answer.
 */
final class RecordedTexts {
    /** Whose request it is; what splits need of it is in the exchange's conversation. */
    private static final Set<String> PERSONAL = Set.of("user", "safety_identifier", "prompt_cache_key", "metadata");

    /** Servers that the vendor asks in the product's name, with what they let it in by; no sample needs them. */
    private static final Set<String> SERVERS = Set.of("mcp_servers", "data_sources");

    /** The same of such a server among the tools. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "headers");

    /** Words of the protocols, and names that other parts of the request are found by. */
    private static final Set<String> WORDS =
            Set.of("model", "role", "type", "id", "call_id", "tool_call_id", "tool_use_id", "status", "format");

    /** How Anthropic's calls of tools are called, whose arguments are an object of the product's own. */
    private static final String CALL = "tool_use";

    /** How OpenAI's tools are called that a server has. */
    private static final String SERVER = "mcp";

    private static final int LONG = 1024;

    private final Optional<Placeholders> placeholders;

    /** @param placeholders those of the exchange; empty where nothing is masked */
    RecordedTexts(Optional<Placeholders> placeholders) {
        this.placeholders = placeholders;
    }

    JsonNode request(JsonNode body) {
        if (!body.isObject()) {
            return kept("", body);
        }
        ObjectNode kept = Json.mapper().createObjectNode();
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            if (!PERSONAL.contains(each.getKey()) && !SERVERS.contains(each.getKey())) {
                kept.set(each.getKey(), kept(each.getKey(), each.getValue()));
            }
        }
        return kept;
    }

    /** An answer's message, in the form of chat completions. */
    @Nullable
    JsonNode message(@Nullable JsonNode message) {
        return message == null ? null : kept("", message);
    }

    String text(String text) {
        return placeholders.map(each -> each.mask(text)).orElse(text);
    }

    private JsonNode kept(String key, JsonNode value) {
        if (value instanceof ObjectNode object) {
            String type = object.path("type").asText();
            boolean call = type.endsWith(CALL);
            ObjectNode kept = Json.mapper().createObjectNode();
            for (Map.Entry<String, JsonNode> each : object.properties()) {
                boolean arguments = call && each.getKey().equals("input");
                if (!type.equals(SERVER) || !CREDENTIALS.contains(each.getKey())) {
                    kept.set(each.getKey(), arguments ? data(each.getValue()) : kept(each.getKey(), each.getValue()));
                }
            }
            return kept;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode kept = Json.mapper().createArrayNode();
            array.forEach(each -> kept.add(kept(key, each)));
            return kept;
        }
        if (value instanceof TextNode text && !WORDS.contains(key)) {
            return TextNode.valueOf(text(key, text.textValue()));
        }
        return value;
    }

    /** What no protocol has words in: every text is masked, be its name {@code id} or {@code status}, and so are names and numbers. */
    private JsonNode data(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode kept = Json.mapper().createObjectNode();
            object.properties().forEach(each -> kept.set(text(each.getKey()), data(each.getValue())));
            return kept;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode kept = Json.mapper().createArrayNode();
            array.forEach(each -> kept.add(data(each)));
            return kept;
        }
        if (value.isTextual() || value.isNumber()) {
            String plain = value.asText();
            String masked = text(plain);
            return masked.equals(plain) ? value : TextNode.valueOf(masked);
        }
        return value;
    }

    private String text(String key, String text) {
        boolean file = key.equals("data") || key.equals("file_data") || text.startsWith("data:");
        return file && text.length() > LONG ? "(" + text.length() + " characters, left out)" : text(text);
    }
}
