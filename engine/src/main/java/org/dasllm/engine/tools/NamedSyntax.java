package org.dasllm.engine.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.dasllm.schema.automaton.Production;

/**
 * Mistral with the tokenizers v11 and v13: a marker, the function's name, another marker, and the arguments, for each call.
 *
 * @param ids whether a name of the call stands behind the function's, as in v11
 */
record NamedSyntax(boolean ids) implements CallSyntax {
    private static final String OPEN = "[TOOL_CALLS]";
    private static final String ID = "[CALL_ID]";
    private static final String ARGUMENTS = "[ARGS]";

    @Override
    public String name() {
        return ids
                ? "Mistral's names with ids ([TOOL_CALLS] [CALL_ID] [ARGS])"
                : "Mistral's names ([TOOL_CALLS] [ARGS])";
    }

    @Override
    public List<String> markers() {
        return List.of(OPEN, ID, ARGUMENTS);
    }

    @Override
    public Production calls(List<Callable> functions, Markers markers, boolean parallel) {
        Production id = ids
                ? Production.sequence(markers.production(ID), new Production.Expression("^[a-zA-Z0-9]{9}$"))
                : CallSyntax.nothing();
        List<Production> each = new ArrayList<>();
        for (Callable function : functions) {
            each.add(Production.sequence(
                    markers.production(OPEN),
                    new Production.Literal(function.name()),
                    id,
                    markers.production(ARGUMENTS),
                    new Production.Json(function.arguments())));
        }
        return CallSyntax.repeated(new Production.Choice(each), "", parallel);
    }

    @Override
    public CallReader reader(Markers markers, List<Callable> functions) {
        Pattern head = Pattern.compile("\\s*([\\w.-]+)\\s*(?:" + markers.character(ID) + "[^{]*|"
                + markers.character(ARGUMENTS) + "\\s*)?\\{");
        return new HeadedCallReader(markers, OPEN, head, name -> ArgumentScan.json());
    }
}
