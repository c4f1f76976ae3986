package org.dasllm.engine.tools;

import java.util.List;
import org.dasllm.schema.automaton.Production;

/** Hermes, Qwen 2.5 and Qwen 3: a JSON object between tags for each call. Also what models without a syntax of their own are taught. */
record HermesSyntax() implements CallSyntax {
    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";

    @Override
    public String name() {
        return "Hermes (<tool_call>)";
    }

    @Override
    public List<String> markers() {
        return List.of(OPEN, CLOSE);
    }

    @Override
    public Production calls(List<Callable> functions, Markers markers, boolean parallel) {
        Production call = Production.sequence(
                markers.production(OPEN),
                new Production.Literal("\n"),
                CallSyntax.object(functions, "arguments", CallSyntax.nothing()),
                new Production.Literal("\n"),
                markers.production(CLOSE));
        return CallSyntax.repeated(call, "\n", parallel);
    }

    @Override
    public CallReader reader(Markers markers, List<Callable> functions) {
        return new JsonCallReader(markers, JsonCallReader.Place.MARKED, OPEN);
    }
}
