package org.dasllm.wire.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names of the parts of a request whose messages are not, one for one, those of its body. Filled while the body is read. */
public final class PlacedNames implements ParameterNames {
    private final Map<Parameter, String> names;
    private final boolean dotted;
    private final List<String> messages = new ArrayList<>();
    private final List<List<String>> parts = new ArrayList<>();

    /** @param names of the parameters that the protocol has; others are never asked for */
    public PlacedNames(Map<Parameter, String> names) {
        this(names, false);
    }

    private PlacedNames(Map<Parameter, String> names, boolean dotted) {
        this.names = Map.copyOf(names);
        this.dotted = dotted;
    }

    /** Of a protocol that writes {@code tools.0} where others write {@code tools[0]}. */
    public static PlacedNames dotted(Map<Parameter, String> names) {
        return new PlacedNames(names, true);
    }

    /**
     * The next message was read.
     *
     * @param message what the body calls it
     * @param itsParts what the body calls its parts
     */
    public void add(String message, List<String> itsParts) {
        messages.add(message);
        parts.add(List.copyOf(itsParts));
    }

    @Override
    public String of(Parameter parameter) {
        return names.getOrDefault(parameter, parameter.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Override
    public String tool(int place) {
        return dotted ? of(Parameter.TOOLS) + "." + place : ParameterNames.super.tool(place);
    }

    @Override
    public String role(int message) {
        return messages.get(message);
    }

    @Override
    public String toolCalls(int message) {
        return messages.get(message);
    }

    @Override
    public String partType(int message, int part) {
        List<String> known = parts.get(message);
        return part < known.size() ? known.get(part) : messages.get(message);
    }

    @Override
    public String word(AnswerFormat format) {
        if (format instanceof AnswerFormat.JsonObject) {
            return "json_object";
        } else if (format instanceof AnswerFormat.JsonSchema) {
            return "json_schema";
        } else if (format instanceof AnswerFormat.Other other) {
            return other.type();
        }
        return "text";
    }
}
