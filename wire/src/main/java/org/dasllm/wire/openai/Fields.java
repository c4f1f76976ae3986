package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.wire.chat.RequestRefused;

/** The values of a JSON object, each checked when asked for. A JSON null counts as absent, as OpenAI's clients expect. */
record Fields(JsonNode object) {
    private static final int MOST_DIGITS = 40;

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    Optional<JsonNode> value(String name) {
        return has(name) ? Optional.of(object.get(name)) : Optional.empty();
    }

    String string(String name) {
        return string(name, name);
    }

    /** As above, of an object that is itself a value: {@code where} is the name from the request's own on. */
    String string(String name, String where) {
        JsonNode value = value(name).orElseThrow(() -> RequestRefused.missing(where));
        if (!value.isTextual()) {
            throw wrong(where, "a string", value);
        }
        return value.textValue();
    }

    Optional<String> optionalString(String name, String where) {
        return has(name) ? Optional.of(string(name, where)) : Optional.empty();
    }

    List<JsonNode> array(String name) {
        return array(name, name);
    }

    /** The values of an array; none where there is no array. */
    List<JsonNode> array(String name, String where) {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isArray()) {
            throw wrong(where, "an array", value.get());
        }
        List<JsonNode> values = new ArrayList<>();
        value.ifPresent(array -> array.forEach(values::add));
        return values;
    }

    /** The value itself, which must be an object. */
    static JsonNode object(String where, JsonNode value) {
        if (!value.isObject()) {
            throw wrong(where, "an object", value);
        }
        return value;
    }

    boolean truth(String name) {
        return truth(name, name);
    }

    boolean truth(String name, String where) {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(where, "a boolean", value.get());
        }
        return value.isPresent() && value.get().booleanValue();
    }

    OptionalDouble number(String name, double least, double most) {
        return number(name, least, most, name);
    }

    OptionalDouble number(String name, double least, double most, String where) {
        if (!has(name)) {
            return OptionalDouble.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isNumber()) {
            throw wrong(where, "a number", value);
        }
        double number = value.doubleValue();
        if (!(number >= least && number <= most)) {
            throw outside(where, value, plain(least), plain(most));
        }
        return OptionalDouble.of(number);
    }

    OptionalLong integer(String name) {
        return integer(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    OptionalInt integer(String name, int least, int most) {
        OptionalLong value = integer(name, (long) least, (long) most);
        return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) value.getAsLong());
    }

    private OptionalLong integer(String name, long least, long most) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isIntegralNumber()) {
            throw wrong(name, "an integer, without a point or an exponent", value);
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            throw outside(name, value, String.valueOf(least), String.valueOf(most));
        }
        return OptionalLong.of(value.longValue());
    }

    private static RequestRefused outside(String name, JsonNode value, String least, String most) {
        return RequestRefused.invalid(
                name, "Invalid '" + name + "': " + shown(value) + " is not from " + least + " to " + most + ".");
    }

    /** As it is to be read in a message: a number of many digits is cut. */
    private static String shown(JsonNode number) {
        if (number.isFloatingPointNumber() && Double.isInfinite(number.doubleValue())) {
            return "a number beyond all that can be computed with";
        }
        String text = number.asText();
        return text.length() <= MOST_DIGITS ? text : text.substring(0, MOST_DIGITS) + "…";
    }

    static RequestRefused wrong(String name, String expected, JsonNode value) {
        return RequestRefused.invalid(
                name, "Invalid type for '" + name + "': expected " + expected + ", but got " + kind(value) + ".");
    }

    static RequestRefused noObject(JsonNode body) {
        return RequestRefused.unreadable("it is " + kind(body) + ".");
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case NUMBER -> (value.isIntegralNumber() ? "the integer " : "the decimal number ") + shown(value);
            case OBJECT -> "an object";
            case STRING -> "a string";
            case MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
