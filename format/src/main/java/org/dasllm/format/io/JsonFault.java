package org.dasllm.format.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is wrong with a JSON text in words of JSON: without class names, locations and options of the library. */
public final class JsonFault {
    private record Wording(Pattern pattern, String words) {
        Wording(String pattern, String words) {
            this(Pattern.compile(pattern), words);
        }
    }

    /** The first that is found replaces the whole message. */
    private static final List<Wording> WHOLE = List.of(
            new Wording("^Unexpected end-of-input", "the text ends before its value does"),
            new Wording("^Non-standard token '(.*?)'", "$1 is not a value of JSON; write null, or a text in quotes"),
            new Wording("^Duplicate field '(.*)'", "the key '$1' is given twice"),
            new Wording("^No content to map", "there is no value"),
            new Wording("^Trailing token", "there is text after the value"),
            new Wording(
                    "^Unrecognized token '(None|True|False)'",
                    "$1 is Python, not JSON; write the file with json.dumps"),
            new Wording("^Unrecognized token '(.*?)'", "'$1' is not a value of JSON; texts stand in double quotes"),
            new Wording(
                    "Leading zeroes not allowed",
                    "a number does not begin with 0; put it in quotes if the zeros count"),
            new Wording("plus signs", "a number does not begin with +"),
            new Wording(
                    "^Illegal unquoted character .*code (\\d+)",
                    "a text holds the control character $1; write it with a backslash"),
            new Wording(
                    "^Unexpected character \\('?'' \\(code 39\\)\\)",
                    "texts and keys stand in double quotes, not in single ones"),
            new Wording("comment\\?", "there is a comment, which JSON does not have"),
            new Wording("nesting depth .*exceeds the maximum allowed \\((\\d+)", "the nesting depth is more than $1"),
            new Wording(
                    "^String value length .*exceeds the maximum allowed \\((\\d+)",
                    "a text is longer than $1 characters"),
            new Wording(
                    "^Number value length .*exceeds the maximum allowed \\((\\d+)", "a number has more than $1 digits"),
            new Wording(
                    "^Name value length .*exceeds the maximum allowed \\((\\d+)", "a key is longer than $1 characters"),
            new Wording("Missing required creator property ('[^']*')", "the key $1 is missing"));

    /** Each is replaced wherever it is found. */
    private static final List<Wording> PARTS = List.of(
            new Wording("\\R.*", ""),
            new Wording("^Cannot construct instance of `[^`]*`, problem: ", ""),
            new Wording(" ?\\(code \\d+(?: / 0x[0-9a-f]+)?\\)", ""),
            new Wording(" ?\\([^()]*(?:Feature|Config|Constraints)[^()]*(?:\\([^()]*\\))?[^()]*\\)", ""),
            new Wording(": enable `[^`]*` to allow", ""),
            new Wording("\\b(?:[a-z]\\w*\\.)+(?=[A-Z]\\w*)", ""),
            new Wording("`", "'"),
            new Wording("(?<=.)\\.$", ""));

    private JsonFault() {}

    /** The reason as the part of a sentence, without its full stop. */
    public static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown && unknown.getKnownPropertyIds() != null) {
            TreeSet<String> known = new TreeSet<>();
            unknown.getKnownPropertyIds().forEach(id -> known.add(id.toString()));
            return "unknown key '" + unknown.getPropertyName() + "', known are " + String.join(", ", known);
        }
        String message = e.getOriginalMessage() == null ? "not valid JSON" : e.getOriginalMessage();
        for (Wording wording : WHOLE) {
            Matcher matcher = wording.pattern().matcher(message);
            if (matcher.find()) {
                return matcher.groupCount() == 0
                        ? wording.words()
                        : wording.words().replace("$1", matcher.group(1));
            }
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            String key = key(mismatch);
            return (key.isEmpty() ? "the value" : "'" + key + "'") + " must be " + kind(mismatch.getTargetType());
        }
        for (Wording wording : PARTS) {
            message = wording.pattern().matcher(message).replaceAll(wording.words());
        }
        return message;
    }

    private static String key(JsonMappingException e) {
        return e.getPath().stream()
                .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String kind(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == String.class || type.isEnum() || Path.class.isAssignableFrom(type)) {
            return "a text";
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "an array" : "an object";
    }
}
