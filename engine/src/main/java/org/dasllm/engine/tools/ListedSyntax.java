package org.dasllm.engine.tools;

import java.util.List;
import org.dasllm.schema.automaton.Production;

/** Mistral with the tokenizers v2 to v7: a marker, and a list of JSON objects, which may have ids of nine letters and digits. */
record ListedSyntax() implements CallSyntax {
    private static final String OPEN = "[TOOL_CALLS]";

    @Override
    public String name() {
        return "Mistral's list ([TOOL_CALLS] [...])";
    }

    @Override
    public List<String> markers() {
        return List.of(OPEN);
    }

    @Override
    public Production calls(List<Callable> functions, Markers markers, boolean parallel) {
        Production id = new Production.Choice(List.of(
                CallSyntax.nothing(),
                Production.sequence(
                        new Production.Literal(", \"id\": \""),
                        new Production.Expression("^[a-zA-Z0-9]{9}$"),
                        new Production.Literal("\""))));
        Production call = CallSyntax.object(functions, "arguments", id);
        return Production.sequence(
                markers.production(OPEN),
                new Production.Choice(List.of(new Production.Literal("["), new Production.Literal(" ["))),
                CallSyntax.repeated(call, ", ", parallel),
                new Production.Literal("]"));
    }

    @Override
    public CallReader reader(Markers markers, List<Callable> functions) {
        return new JsonCallReader(markers, JsonCallReader.Place.LISTED, OPEN);
    }
}
