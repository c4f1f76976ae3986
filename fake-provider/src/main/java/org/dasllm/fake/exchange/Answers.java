package org.dasllm.fake.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.fake.exchange.Told.Counts;
import org.dasllm.fake.exchange.Told.Ending;
import org.dasllm.format.io.Json;

/**
 * What is answered: the same to the same request, in every protocol. A schema is kept to, a tool that must be called is called, and
 * everything else is answered by {@code answer to: } and what was said last.
 */
public final class Answers {
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final String SORRY = "I cannot help with that.";

    private Answers() {}

    /**
     * @param ending what the answer is to come to; {@code WHOLE} for what the request asks for
     * @param chosen the text of an answer, where it is given
     */
    public static Told to(Asked asked, Ending ending, Optional<String> chosen) {
        long input =
                asked.turns().stream().mapToLong(turn -> tokens(turn.text())).sum();
        long cached = asked.turns().stream()
                .filter(turn -> turn.role().equals("system"))
                .mapToLong(turn -> tokens(turn.text()))
                .sum();
        return switch (ending) {
            case REFUSED -> told(ending, SORRY, Optional.empty(), input, cached);
            case FILTERED -> told(ending, "", Optional.empty(), input, cached);
            case CUT -> {
                String text = chosen.orElseGet(() -> text(asked));
                yield told(ending, text.substring(0, text.length() / 2), Optional.empty(), input, cached);
            }
            case WHOLE, TOOL_CALL -> whole(asked, chosen, input, cached);
        };
    }

    private static Told whole(Asked asked, Optional<String> chosen, long input, long cached) {
        if (chosen.isEmpty() && asked.mustCall() && !asked.tools().isEmpty()) {
            Asked.Tool tool = asked.tools().get(0);
            String arguments = Json.line(instance(tool.parameters(), asked.lastText()));
            Told.Call call = new Told.Call(tool.name(), arguments);
            return new Told(
                    Ending.TOOL_CALL,
                    "",
                    Optional.of(call),
                    new Counts(input, cached, tokens(tool.name() + arguments), 0));
        }
        String text = chosen.orElseGet(() -> text(asked));
        long most = asked.maxTokens();
        if (most > 0 && tokens(text) > most) {
            String cut = text.substring(0, (int) most * CHARACTERS_PER_TOKEN);
            return told(Ending.CUT, cut, Optional.empty(), input, cached);
        }
        return told(Ending.WHOLE, text, Optional.empty(), input, cached);
    }

    private static Told told(Ending ending, String text, Optional<Told.Call> call, long input, long cached) {
        return new Told(ending, text, call, new Counts(input, cached, tokens(text), 0));
    }

    private static String text(Asked asked) {
        return asked.schema()
                .map(schema -> Json.line(instance(schema, asked.lastText())))
                .orElse("answer to: " + asked.lastText());
    }

    /** A token is four characters, or what is left of them. */
    static long tokens(String text) {
        long characters = text.length();
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    /** Something that a schema of plain keywords allows; which of its values is decided by {@code text}. */
    private static JsonNode instance(JsonNode schema, String text) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        JsonNode values = schema.path("enum");
        if (values.size() > 0) {
            return values.get(Math.floorMod(text.hashCode(), values.size()));
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("anyOf").size() > 0) {
            return instance(schema.path("anyOf").get(0), text);
        }
        return switch (schema.path("type").asText()) {
            case "object", "" -> {
                ObjectNode object = make.objectNode();
                schema.path("properties")
                        .properties()
                        .forEach(each -> object.set(each.getKey(), instance(each.getValue(), text)));
                yield object;
            }
            case "array" -> {
                ArrayNode array = make.arrayNode();
                array.add(instance(schema.path("items"), text));
                yield array;
            }
            case "boolean" -> make.booleanNode(text.length() % 2 == 0);
            case "integer" -> make.numberNode(text.length());
            case "number" -> make.numberNode(text.length() / 2.0);
            case "null" -> make.nullNode();
            default -> make.textNode(schema.path("format").asText().equals("date") ? "2026-11-29" : text);
        };
    }

    /** The texts of an answer's tokens, in their order. */
    public static List<String> pieces(String text) {
        return IntStream.range(0, (int) tokens(text))
                .mapToObj(i -> text.substring(
                        i * CHARACTERS_PER_TOKEN, Math.min(text.length(), (i + 1) * CHARACTERS_PER_TOKEN)))
                .toList();
    }
}
