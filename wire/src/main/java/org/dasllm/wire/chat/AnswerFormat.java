package org.dasllm.wire.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What the text of an answer must be. */
public sealed interface AnswerFormat {

    /** Any text. */
    record Text() implements AnswerFormat {}

    /** A JSON object, whatever is in it. */
    record JsonObject() implements AnswerFormat {}

    /**
     * JSON that a schema allows.
     *
     * @param name what the schema is called
     * @param description what the answer is for, for the model to read
     * @param schema a JSON schema; empty where only the name is given
     * @param strict whether the answer must match it, rather than should
     */
    record JsonSchema(String name, Optional<String> description, Optional<JsonNode> schema, boolean strict)
            implements AnswerFormat {}

    /**
     * Something else, such as what a grammar allows.
     *
     * @param type the protocol's word for it
     * @param content the whole format, as the protocol writes it
     */
    record Other(String type, JsonNode content) implements AnswerFormat {}
}
