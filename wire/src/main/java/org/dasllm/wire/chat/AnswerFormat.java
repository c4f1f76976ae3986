package org.dasllm.wire.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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
     * @param compact whether there must be no white space between the parts of the JSON text
     */
    record JsonSchema(
            String name, Optional<String> description, Optional<JsonNode> schema, boolean strict, boolean compact)
            implements AnswerFormat {

        /** With white space as the server has it. */
        public JsonSchema(String name, Optional<String> description, Optional<JsonNode> schema, boolean strict) {
            this(name, description, schema, strict, false);
        }
    }

    /**
     * Text that a regular expression matches from its beginning to its end.
     *
     * @param expression of ECMAScript
     */
    record Expression(String expression) implements AnswerFormat {}

    /** One of some texts. */
    record Choices(List<String> texts) implements AnswerFormat {
        public Choices {
            texts = List.copyOf(texts);
        }
    }

    /**
     * Something else, such as what a grammar allows.
     *
     * @param type the protocol's word for it
     * @param content the whole format, as the protocol writes it
     */
    record Other(String type, JsonNode content) implements AnswerFormat {}
}
