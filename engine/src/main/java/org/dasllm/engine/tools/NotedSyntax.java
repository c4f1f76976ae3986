package org.dasllm.engine.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.schema.automaton.Production;

/** FunctionGemma and Gemma 4: {@code call:name{key:value}} between markers, with strings between markers of their own. */
record NotedSyntax(String name, String open, String close, String quote) implements CallSyntax {
    private static final Pattern HEAD = Pattern.compile("\\s*call:([\\w.-]+)\\s*\\{");

    static final NotedSyntax FUNCTION_GEMMA = new NotedSyntax(
            "FunctionGemma (<start_function_call>)", "<start_function_call>", "<end_function_call>", "<escape>");
    static final NotedSyntax GEMMA_4 =
            new NotedSyntax("Gemma 4 (<|tool_call>)", "<|tool_call>", "<tool_call|>", "<|\"|>");

    @Override
    public List<String> markers() {
        return List.of(open, close, quote);
    }

    @Override
    public Production calls(List<Callable> functions, Markers markers, boolean parallel) {
        if (!markers.isToken(quote)) {
            throw DasllmException.input(
                    "The tokenizer has no token for " + quote + ", which is around the strings of calls",
                    "Use the tokenizer that belongs to the model");
        }
        List<Production> each = new ArrayList<>();
        for (Callable function : functions) {
            each.add(Production.sequence(
                    new Production.Literal("call:" + function.name()),
                    new Production.Noted(function.arguments(), markers.token(quote))));
        }
        Production call =
                Production.sequence(markers.production(open), new Production.Choice(each), markers.production(close));
        return CallSyntax.repeated(call, "", parallel);
    }

    @Override
    public CallReader reader(Markers markers, List<Callable> functions) {
        return new HeadedCallReader(markers, open, HEAD, name -> new NotationScan(markers.character(quote)));
    }
}
