package org.dasllm.format.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/** What is wrong with a value that is JSON, and not what is to be read. */
final class ValueFault {
    private static final int SHOWN = 60;
    private static final Pattern MISSING = Pattern.compile("Missing (?:required )?creator property '([^']*)'");
    private static final Pattern NULL = Pattern.compile("Invalid `null` value encountered for property \"([^\"]*)\"");
    private static final Pattern RANGE =
            Pattern.compile("Numeric value \\(([^)]*)\\) out of range of .* \\((\\S+) - (\\S+)\\)");
    private static final Pattern TOKEN = Pattern.compile("token `JsonToken\\.(\\w+)`");
    private static final Pattern GIVEN = Pattern.compile("deserialize from (\\w+) value \\('?(.*?)'?\\)$");

    private ValueFault() {}

    static String reason(JsonMappingException e) {
        String message =
                e.getOriginalMessage() == null ? "" : e.getOriginalMessage().replaceAll("\\R", " ");
        if (e instanceof UnrecognizedPropertyException unknown) {
            return unknownKey(unknown);
        }
        Matcher range = RANGE.matcher(message);
        if (range.find()) {
            return what(e) + " must lie between " + range.group(2) + " and " + range.group(3) + ", not "
                    + clipped(range.group(1));
        }
        String own = cause(e);
        if (own != null) {
            return own;
        }
        if (message.startsWith("No content to map")) {
            return "it is empty";
        }
        if (message.startsWith("Trailing token")) {
            return "there is text after the value";
        }
        Matcher missing = MISSING.matcher(message);
        if (missing.find()) {
            return "the key '" + missing.group(1) + "' is missing";
        }
        Matcher absent = NULL.matcher(message);
        if (absent.find()) {
            return "the key '" + absent.group(1) + "' is null";
        }
        Class<?> target = e instanceof MismatchedInputException mismatched ? mismatched.getTargetType() : null;
        return target == null
                ? what(e) + " has a value that does not fit"
                : what(e) + " must be " + expected(target) + found(e, message);
    }

    private static String unknownKey(UnrecognizedPropertyException unknown) {
        String key = "unknown key '" + unknown.getPropertyName() + "'";
        if (unknown.getKnownPropertyIds() == null) {
            return key;
        }
        TreeSet<String> known = new TreeSet<>();
        unknown.getKnownPropertyIds().forEach(id -> known.add(id.toString()));
        return key + ", known are " + String.join(", ", known);
    }

    /** What a record's own check said, or what is wrong with the text itself; null where the fault is another. */
    private static @Nullable String cause(JsonMappingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof StreamReadException || cause instanceof StreamConstraintsException) {
            return SyntaxFault.reason((JsonProcessingException) cause, e.getLocation());
        }
        boolean ours = cause instanceof DasllmException
                || (e instanceof ValueInstantiationException && cause instanceof IllegalArgumentException);
        return ours && cause != null && cause.getMessage() != null
                ? cause.getMessage().replaceAll("\\R.*", "").replaceAll("(?<=.)\\.$", "")
                : null;
    }

    /** Such as {@code 'prompt[0].content'}. */
    private static String what(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            } else if (step.getIndex() >= 0) {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? "the value" : "'" + path + "'";
    }

    private static String expected(Class<?> type) {
        if (type == String.class || type == Path.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .collect(Collectors.joining(", "));
        }
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        boolean list = type.isArray() || Collection.class.isAssignableFrom(type) || type == ArrayNode.class;
        return list ? "a list" : "an object";
    }

    private static String found(JsonMappingException e, String message) {
        if (e instanceof InvalidFormatException invalid && invalid.getValue() != null) {
            Object value = invalid.getValue();
            return value instanceof Number
                    ? ", not " + clipped(value.toString())
                    : ", not '" + clipped(value.toString()) + "'";
        }
        Matcher token = TOKEN.matcher(message);
        if (token.find()) {
            return ", not " + kind(token.group(1));
        }
        Matcher given = GIVEN.matcher(message);
        if (given.find()) {
            return ", not " + (given.group(1).equals("String") ? "text" : clipped(given.group(2)));
        }
        return message.contains("`null`") ? ", not null" : "";
    }

    private static String kind(String token) {
        return switch (token) {
            case "START_OBJECT" -> "an object";
            case "START_ARRAY" -> "a list";
            case "VALUE_STRING" -> "text";
            case "VALUE_TRUE", "VALUE_FALSE" -> "true or false";
            case "VALUE_NULL" -> "null";
            default -> "a number";
        };
    }

    private static String clipped(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
