package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.dasllm.schema.json.Draft;
import org.dasllm.schema.json.JsonSchema;

/** Which formats the validator checks: it is asked, by draft, with texts that no format allows. */
final class AssertedFormats {
    private static final List<String> WRONG = List.of("(", "%% \"", " ", "\u0000[", "");
    /** No format's name is longer; those of clients are not kept. */
    private static final int LONGEST_NAME = 40;

    private static final int MOST_REMEMBERED = 1_000;
    private static final Map<String, Optional<JsonSchema>> KNOWN = new ConcurrentHashMap<>();

    private AssertedFormats() {}

    /** What says of a text whether it has a format; empty where the validator lets every text have it. */
    static Optional<JsonSchema> judge(Draft draft, String format) {
        if (format.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        if (KNOWN.size() > MOST_REMEMBERED) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(draft + " " + format, any -> asked(draft, format));
    }

    private static Optional<JsonSchema> asked(Draft draft, String format) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        source.put("$schema", draft.address()).put("format", format);
        JsonSchema schema = JsonSchema.compile(source);
        boolean asserted = WRONG.stream().anyMatch(text -> !schema.isValid(JsonNodeFactory.instance.textNode(text)));
        return asserted ? Optional.of(schema) : Optional.empty();
    }
}
