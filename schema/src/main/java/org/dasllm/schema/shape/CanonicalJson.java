package org.dasllm.schema.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeSet;

/** JSON as answers spell it: no white space, one spelling for each string, numbers without exponent where they are short. */
public final class CanonicalJson {
    private static final int LONGEST_NUMBER = 60;

    private CanonicalJson() {}

    /** A value's text, its properties in their own order. */
    public static String text(JsonNode value) {
        return text(value, false);
    }

    /** The same for all values that JSON Schema calls equal: properties are sorted by their names. */
    static String key(JsonNode value) {
        return text(value, true);
    }

    private static String text(JsonNode value, boolean sorted) {
        if (value.isTextual()) {
            return string(value.textValue());
        }
        if (value.isNumber()) {
            return number(value.decimalValue());
        }
        if (value.isArray()) {
            StringJoiner items = new StringJoiner(",", "[", "]");
            value.forEach(item -> items.add(text(item, sorted)));
            return items.toString();
        }
        if (value.isObject()) {
            List<String> names = new ArrayList<>();
            value.fieldNames().forEachRemaining(names::add);
            StringJoiner members = new StringJoiner(",", "{", "}");
            for (String name : sorted ? new TreeSet<>(names) : names) {
                members.add(string(name) + ":" + text(value.get(name), sorted));
            }
            return members.toString();
        }
        return value.toString();
    }

    private static String number(BigDecimal number) {
        BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        String plain =
                Math.abs((long) shortest.scale()) > LONGEST_NUMBER ? shortest.toString() : shortest.toPlainString();
        return plain.toLowerCase(Locale.ROOT);
    }

    /** Whether UTF-8 can write a text: it cannot write half a surrogate pair. */
    public static boolean isWritable(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** A string between quotes, with those escapes only that it needs. */
    public static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = "\b\f\n\r\t\"\\".indexOf(c);
            if (letter >= 0) {
                out.append('\\').append("bfnrt\"\\".charAt(letter));
            } else if (c < 0x20) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
