package org.dasllm.engine.tools;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.schema.automaton.Production;

/**
 * Llama 3, and Gemma 2 and 3: the answer is one JSON object with the name and the parameters. Llama may put its marker for Python before
 * it; several calls are separated by semicolons.
 */
record ParametersSyntax() implements CallSyntax {
    private static final Pattern BEGINNING = Pattern.compile("\\s*\\{\\s*\"name\"\\s*:\\s*\"");
    private static final String TAG = "<|python_tag|>";

    @Override
    public String name() {
        return "JSON with parameters (Llama 3, Gemma)";
    }

    @Override
    public List<String> markers() {
        return List.of(TAG);
    }

    @Override
    public Optional<Pattern> beginning() {
        return Optional.of(BEGINNING);
    }

    @Override
    public Production calls(List<Callable> functions, Markers markers, boolean parallel) {
        Production calls =
                CallSyntax.repeated(CallSyntax.object(functions, "parameters", CallSyntax.nothing()), "; ", parallel);
        return markers.isToken(TAG)
                ? new Production.Choice(List.of(Production.sequence(markers.production(TAG), calls), calls))
                : calls;
    }

    @Override
    public CallReader reader(Markers markers, List<Callable> functions) {
        return new JsonCallReader(markers, JsonCallReader.Place.ALONE, TAG);
    }
}
