package org.dasllm.wire.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonFault;
import org.dasllm.wire.chat.RequestRefused;

/**
 * The values of a JSON object, each checked when asked for. A JSON null counts as absent, as OpenAI's clients expect.
 *
 * @param prefix what stands before a value's name where the protocol names it, such as {@code text.format.}; empty for the request itself
 */
public record Fields(JsonNode object, String prefix) {
    private static final int MOST_DIGITS = 40;

    /** The values of the request itself, or such as are named by the caller. */
    public Fields(JsonNode object) {
        this(object, "");
    }

    /**
     * Reads a request's body.
     *
     * @throws RequestRefused where it is no JSON object
     */
    public static Fields ofBody(byte[] body) {
        try {
            JsonNode node = Json.mapper().readTree(body);
            if (node == null || node.isMissingNode()) {
                throw RequestRefused.unreadable("it is empty.");
            }
            if (!node.isObject()) {
                throw noObject(node);
            }
            return new Fields(node);
        } catch (JsonProcessingException e) {
            throw RequestRefused.unreadable(JsonFault.of(e).text() + ".");
        } catch (IOException e) {
            throw RequestRefused.unreadable("its bytes are no text in UTF-8, UTF-16 or UTF-32.");
        }
    }

    /** The values of an object that is a value itself. */
    public static Fields of(JsonNode value, String where) {
        return new Fields(object(where, value), where + ".");
    }

    /** The values of the object of a name; empty where there is none. */
    public Optional<Fields> inner(String name) {
        return value(name).map(value -> of(value, prefix + name));
    }

    /** The values of the object of a name, which must be there. */
    public Fields required(String name) {
        return inner(name).orElseThrow(() -> RequestRefused.missing(prefix + name));
    }

    /**
     * Refuses what this server has not, rather than pass over it.
     *
     * @throws RequestRefused where a value other than null, false, and an empty array or object is there under one of the names
     */
    public void refuse(String... names) {
        for (String name : names) {
            Optional<JsonNode> value = value(name);
            if (value.isPresent() && !nothing(value.get())) {
                throw RequestRefused.unsupported(
                        prefix + name, "This server does not support '" + prefix + name + "': leave it out.");
            }
        }
    }

    private static boolean nothing(JsonNode value) {
        return value.isContainerNode() ? value.isEmpty() : value.isBoolean() && !value.booleanValue();
    }

    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    public Optional<JsonNode> value(String name) {
        return has(name) ? Optional.of(object.get(name)) : Optional.empty();
    }

    public String string(String name) {
        return string(name, prefix + name);
    }

    /** As above, of an object that is itself a value: {@code where} is the name from the request's own on. */
    public String string(String name, String where) {
        JsonNode value = value(name).orElseThrow(() -> RequestRefused.missing(where));
        if (!value.isTextual()) {
            throw wrong(where, "a string", value);
        }
        return value.textValue();
    }

    public Optional<String> optionalString(String name) {
        return optionalString(name, prefix + name);
    }

    public Optional<String> optionalString(String name, String where) {
        return has(name) ? Optional.of(string(name, where)) : Optional.empty();
    }

    public List<JsonNode> array(String name) {
        return array(name, prefix + name);
    }

    /** The values of an array; none where there is no array. */
    public List<JsonNode> array(String name, String where) {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isArray()) {
            throw wrong(where, "an array", value.get());
        }
        List<JsonNode> values = new ArrayList<>();
        value.ifPresent(array -> array.forEach(values::add));
        return values;
    }

    /** The value itself, which must be an object. */
    public static JsonNode object(String where, JsonNode value) {
        if (!value.isObject()) {
            throw wrong(where, "an object", value);
        }
        return value;
    }

    public boolean truth(String name) {
        return truth(name, prefix + name);
    }

    public boolean truth(String name, String where) {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(where, "a boolean", value.get());
        }
        return value.isPresent() && value.get().booleanValue();
    }

    public OptionalDouble number(String name, double least, double most) {
        return number(name, least, most, prefix + name);
    }

    public OptionalDouble number(String name, double least, double most, String where) {
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

    public OptionalLong integer(String name) {
        return integer(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public OptionalInt integer(String name, int least, int most) {
        OptionalLong value = integer(name, (long) least, (long) most);
        return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) value.getAsLong());
    }

    private OptionalLong integer(String name, long least, long most) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isIntegralNumber()) {
            throw wrong(prefix + name, "an integer, without a point or an exponent", value);
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            throw outside(prefix + name, value, String.valueOf(least), String.valueOf(most));
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

    public static RequestRefused wrong(String name, String expected, JsonNode value) {
        return RequestRefused.invalid(
                name, "Invalid type for '" + name + "': expected " + expected + ", but got " + kind(value) + ".");
    }

    private static RequestRefused noObject(JsonNode body) {
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
