package org.dasllm.engine.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.engine.tools.CallSyntax.Callable;
import org.dasllm.format.error.DasllmException;
import org.dasllm.schema.automaton.OutputGrammar;
import org.dasllm.schema.automaton.Production;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.wire.chat.RequestRefused;

/**
 * The grammar of the calls that an answer may make.
 *
 * @param several whether more than one
 * @param text the schema of an answer that calls nothing; empty where there is none
 */
record CallGrammar(
        CallSyntax syntax, Markers markers, List<Callable> functions, boolean several, Optional<JsonNode> text) {

    /** The same for the same grammar: the order of functions and of properties is part of what is enforced. */
    String key() {
        List<String> parts = new ArrayList<>();
        parts.add("calls " + several);
        functions.forEach(each -> parts.add(each.quoted() + each.schema()));
        text.ifPresent(schema -> parts.add("or " + schema));
        return String.join("\n", parts);
    }

    /**
     * Makes it, which may take long.
     *
     * @param parameter of the request, for refusals
     * @throws RequestRefused for a schema that is broken or cannot be enforced, naming its function
     */
    OutputGrammar made(String parameter) {
        Optional<OutputGrammar> made = Optional.empty();
        try {
            made = Optional.of(OutputGrammar.of(production()));
        } catch (DasllmException | StackOverflowError | NumberFormatException e) {
            // Said below, with the name of the function.
        }
        return made.orElseThrow(() -> refusal(parameter));
    }

    private Production production() {
        Production calls = syntax.calls(functions, markers, several);
        return text.isPresent()
                ? new Production.Choice(List.of(new Production.Json(JsonSchema.compile(text.get())), calls))
                : calls;
    }

    private RequestRefused refusal(String parameter) {
        for (Callable function : functions) {
            Optional<String> reason = fault(() -> syntax.calls(List.of(function), markers, false));
            if (reason.isPresent()) {
                return ToolRules.invalid(function.name(), parameter, reason.get());
            }
        }
        return RequestRefused.invalid(
                parameter,
                "Calls cannot be bound to their schemas: "
                        + fault(this::production).orElse("all of them together are too large"));
    }

    private static Optional<String> fault(Supplier<Production> production) {
        try {
            OutputGrammar.of(production.get());
            return Optional.empty();
        } catch (DasllmException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            return Optional.of("its parts are nested, or refer to each other, too deeply");
        } catch (NumberFormatException e) {
            return Optional.of("it has a number that is too large");
        }
    }
}
