package org.dasllm.eval.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the old answers had in one field. */
final class FieldProfile {
    /** A text with so few different values, each met often, is taken as one of a list. */
    private static final int MOST_VALUES = 30;

    private static final int TIMES_MET = 5;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATE_TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+(Z|[+-]\\d{2}:?\\d{2})?");

    private final Set<String> types = new TreeSet<>();
    private final Map<String, Integer> values = new LinkedHashMap<>();
    private final Set<String> dateStyles = new TreeSet<>();
    private final Set<String> nothings = new TreeSet<>();
    private final Set<String> numberStyles = new TreeSet<>();
    private boolean manyValues;
    private int met;
    private int longest;

    void meet(JsonNode value) {
        met++;
        String nothing = nothing(value);
        if (!nothing.isEmpty()) {
            nothings.add(nothing);
            return;
        }
        types.add(type(value));
        if (value.isNumber()) {
            numberStyles.add(numberStyle(value));
        }
        if (value.isTextual()) {
            dateStyles.add(dateStyle(value.textValue()));
            longest = Math.max(longest, value.textValue().length());
            if (!manyValues) {
                values.merge(value.textValue(), 1, Integer::sum);
                manyValues = values.size() > MOST_VALUES;
            }
        }
    }

    void meetMissing() {
        met++;
        nothings.add("a missing key");
    }

    int met() {
        return met;
    }

    int longest() {
        return longest;
    }

    Set<String> types() {
        return types;
    }

    Set<String> nothings() {
        return nothings;
    }

    Set<String> numberStyles() {
        return numberStyles;
    }

    /** Empty where texts are of no one style. */
    Set<String> dateStyles() {
        return dateStyles.contains("") ? Set.of() : dateStyles;
    }

    /** The values of a list; empty where the texts are free. */
    Set<String> listed() {
        boolean often = !manyValues
                && !values.isEmpty()
                && types.equals(Set.of("a text"))
                && dateStyles().isEmpty()
                && values.values().stream().mapToInt(Integer::intValue).sum() >= TIMES_MET * values.size();
        return often ? new LinkedHashSet<>(new TreeSet<>(values.keySet())) : Set.of();
    }

    /** How a value says that there is none; empty where it says something. */
    static String nothing(JsonNode value) {
        return value.isNull()
                ? "null"
                : value.isTextual() && value.textValue().isEmpty()
                        ? "an empty text"
                        : value.isArray() && value.isEmpty() ? "an empty list" : "";
    }

    static String type(JsonNode value) {
        return value.isTextual()
                ? "a text"
                : value.isNumber()
                        ? "a number"
                        : value.isBoolean() ? "true or false" : value.isObject() ? "an object" : "a list";
    }

    /** Parsers of typed languages tell whole numbers from others. */
    static String numberStyle(JsonNode value) {
        return value.isIntegralNumber() ? "a whole number" : "a number with a point or an exponent";
    }

    static String dateStyle(String text) {
        return DATE.matcher(text).matches()
                ? "a date like 2026-11-28"
                : DATE_TIME.matcher(text).matches() ? "a date with a time" : "";
    }
}
