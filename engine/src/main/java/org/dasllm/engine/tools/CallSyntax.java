package org.dasllm.engine.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.io.Json;
import org.dasllm.schema.automaton.Production;
import org.dasllm.schema.json.JsonSchema;

/** How a family of models writes calls. */
interface CallSyntax {

    /**
     * A function whose calls can be bound.
     *
     * @param schema what its arguments keep to
     */
    record Callable(String name, JsonNode schema) {
        /** @throws org.dasllm.format.error.DasllmException for a schema that is broken */
        JsonSchema arguments() {
            return JsonSchema.compile(schema);
        }

        /** The name as JSON writes it. */
        String quoted() {
            return Json.line(name);
        }
    }

    /** For people, such as {@code Hermes}. */
    String name();

    /** The words around calls; the first one opens them. */
    List<String> markers();

    /** What an answer can only be a call behind, from its first character on; empty where only the opening marker says it. */
    default Optional<Pattern> beginning() {
        return Optional.empty();
    }

    /** All calls of an answer, from the first opening marker on. */
    Production calls(List<Callable> functions, Markers markers, boolean parallel);

    /**
     * Reads an answer.
     *
     * @param functions that may be called, for syntaxes in which a value's type is not written
     */
    CallReader reader(Markers markers, List<Callable> functions);

    /** One behind the other. */
    static Production repeated(Production call, String separator, boolean parallel) {
        return parallel ? new Production.Repeated(call, new Production.Literal(separator)) : call;
    }

    /** A call of any of some functions as a JSON object with these keys, as templates write it. */
    static Production object(List<Callable> functions, String argumentsKey, Production tail) {
        List<Production> each = new ArrayList<>();
        for (Callable function : functions) {
            each.add(Production.sequence(
                    new Production.Literal("{\"name\": " + function.quoted() + ", \"" + argumentsKey + "\": "),
                    new Production.Json(function.arguments()),
                    tail,
                    new Production.Literal("}")));
        }
        return new Production.Choice(each);
    }

    /** Nothing. */
    static Production nothing() {
        return new Production.Literal("");
    }
}
