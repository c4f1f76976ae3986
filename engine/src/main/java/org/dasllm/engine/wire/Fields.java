package org.dasllm.engine.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The values of a JSON object, each checked when asked for. A JSON null counts as absent, as OpenAI's clients expect. */
record Fields(JsonNode object) {

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    Optional<JsonNode> value(String name) {
        return has(name) ? Optional.of(object.get(name)) : Optional.empty();
    }

    String string(String name) {
        JsonNode value = value(name).orElseThrow(() -> ApiError.missing(name));
        if (!value.isTextual()) {
            throw wrong(name, "a string", value);
        }
        return value.textValue();
    }

    boolean truth(String name) {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(name, "a boolean", value.get());
        }
        return value.isPresent() && value.get().booleanValue();
    }

    OptionalDouble number(String name, double least, double most) {
        if (!has(name)) {
            return OptionalDouble.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isNumber()) {
            throw wrong(name, "a number", value);
        }
        double number = value.doubleValue();
        if (!(number >= least && number <= most)) {
            throw ApiError.invalid(
                    name,
                    "Invalid '" + name + "': " + value + " is not from " + plain(least) + " to " + plain(most) + ".");
        }
        return OptionalDouble.of(number);
    }

    OptionalLong integer(String name) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "an integer", value);
        }
        return OptionalLong.of(value.longValue());
    }

    OptionalInt integer(String name, int least, int most) {
        OptionalLong value = integer(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        long number = value.getAsLong();
        if (number < least || number > most) {
            String range = most == Integer.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
            throw ApiError.invalid(name, "Invalid '" + name + "': " + number + " is not " + range + ".");
        }
        return OptionalInt.of((int) number);
    }

    static ApiError wrong(String name, String expected, JsonNode value) {
        return ApiError.invalid(
                name, "Invalid type for '" + name + "': expected " + expected + ", but got " + kind(value) + ".");
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal number";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BINARY, MISSING, POJO -> "something else";
        };
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
