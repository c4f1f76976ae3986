package org.dasllm.schema.automaton;

import java.util.List;
import org.dasllm.schema.json.JsonSchema;

/** What an answer is put together of, where it is more than one JSON value: such as a call of a tool in a model's own syntax. */
public sealed interface Production {

    /** This text, as UTF-8. */
    record Literal(String text) implements Production {}

    /** A control token, which no text can spell. */
    record Control(int token) implements Production {}

    /** JSON that keeps to a schema. */
    record Json(JsonSchema schema) implements Production {}

    /**
     * A value of a schema in the notation of Gemma's calls.
     *
     * @param quote the control token around strings
     */
    record Noted(JsonSchema schema, int quote) implements Production {}

    /** The properties of a schema's objects between tags of their own, as Qwen3-Coder writes them, each with a line break behind it. */
    record Tagged(JsonSchema schema) implements Production {}

    /** Text that matches a regular expression of ECMAScript from its beginning to its end. */
    record Expression(String expression) implements Production {}

    /** One behind the other. */
    record Sequence(List<Production> parts) implements Production {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of several. */
    record Choice(List<Production> alternatives) implements Production {
        public Choice {
            alternatives = List.copyOf(alternatives);
        }
    }

    /** Once, or more often with something between. */
    record Repeated(Production item, Production separator) implements Production {}

    static Production sequence(Production... parts) {
        return new Sequence(List.of(parts));
    }
}
