package org.dasllm.engine.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.schema.automaton.Production;
import org.dasllm.schema.shape.PlainType;
import org.dasllm.schema.shape.PlainTypes;
import org.dasllm.schema.shape.Shapes;

/** Qwen3-Coder and Qwen 3.5: a tag for the function, and one for each parameter, with its value as plain text. */
record TaggedSyntax() implements CallSyntax {
    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";
    private static final Pattern HEAD = Pattern.compile("\\s*<function=([\\w.-]+)>\\n");

    @Override
    public String name() {
        return "Qwen's tags (<tool_call> <function=NAME>)";
    }

    @Override
    public List<String> markers() {
        return List.of(OPEN, CLOSE);
    }

    @Override
    public Production calls(List<Callable> functions, Markers markers, boolean parallel) {
        List<Production> each = new ArrayList<>();
        for (Callable function : functions) {
            each.add(Production.sequence(
                    new Production.Literal("\n<function=" + function.name() + ">\n"),
                    new Production.Tagged(function.arguments())));
        }
        Production call = Production.sequence(
                markers.production(OPEN),
                new Production.Choice(each),
                new Production.Literal("</function>\n"),
                markers.production(CLOSE));
        return CallSyntax.repeated(call, "\n", parallel);
    }

    @Override
    public CallReader reader(Markers markers, List<Callable> functions) {
        return new HeadedCallReader(markers, OPEN, HEAD, name -> scan(name, functions));
    }

    private static ArgumentScan scan(String name, List<Callable> functions) {
        return functions.stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .map(function -> new TaggedScan(new PlainTypes(new Shapes(function.arguments()))::of))
                .orElseGet(() -> new TaggedScan(parameter -> Set.<PlainType>of()));
    }
}
