package org.dasllm.wire.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What a model may call. */
public sealed interface Tool {

    /**
     * A function of the client's.
     *
     * @param description what it is good for, for the model to read
     * @param parameters the JSON schema of its arguments; empty for a function without arguments
     * @param strict whether the arguments must match the schema
     */
    record Function(String name, Optional<String> description, Optional<JsonNode> parameters, boolean strict)
            implements Tool {}

    /**
     * A tool of another kind, such as one that the server itself has.
     *
     * @param content the whole tool, as the protocol writes it
     */
    record Other(JsonNode content) implements Tool {}
}
