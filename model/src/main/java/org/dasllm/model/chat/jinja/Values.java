package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Python's view of values: truth, text, order, equality. Whole numbers are Long, others Double. */
final class Values {
    private Values() {}

    static boolean truth(@Nullable Object value) {
        if (value == null || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Boolean b) {
            return b;
        }
        if (value instanceof Number n) {
            return n.doubleValue() != 0;
        }
        if (value instanceof String s) {
            return !s.isEmpty();
        }
        if (value instanceof Collection<?> c) {
            return !c.isEmpty();
        }
        return !(value instanceof Map<?, ?> m) || !m.isEmpty();
    }

    /** As Python's str(). */
    static String text(@Nullable Object value) {
        if (value instanceof Undefined) {
            return "";
        }
        return value instanceof String s ? s : representation(value);
    }

    /** As Python's repr(). */
    private static String representation(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean b) {
            return b ? "True" : "False";
        }
        if (value instanceof Double d) {
            return number(d);
        }
        if (value instanceof String s) {
            char quote = s.indexOf('\'') >= 0 && s.indexOf('"') < 0 ? '"' : '\'';
            String escaped = s.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
            return quote + (quote == '\'' ? escaped.replace("'", "\\'") : escaped) + quote;
        }
        if (value instanceof Collection<?> items) {
            List<String> parts = new ArrayList<>();
            items.forEach(item -> parts.add(representation(item)));
            return "[" + String.join(", ", parts) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> parts = new ArrayList<>();
            map.forEach((key, item) -> parts.add(representation(key) + ": " + representation(item)));
            return "{" + String.join(", ", parts) + "}";
        }
        return String.valueOf(value);
    }

    static String number(double d) {
        if (d == Math.rint(d) && Math.abs(d) < 1e16) {
            return String.valueOf((long) d) + ".0";
        }
        String text = Double.toString(d);
        return text.contains("E")
                ? text.replace("E-", "e-0").replaceAll("e-0(\\d\\d)", "e-$1").replace("E", "e+")
                : text;
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (isNumber(a) && isNumber(b)) {
            return numeric(a) == numeric(b);
        }
        return Objects.equals(a, b);
    }

    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static double numeric(@Nullable Object value) {
        if (value instanceof Boolean b) {
            return b ? 1 : 0;
        }
        if (value instanceof Number n) {
            return n.doubleValue();
        }
        throw new JinjaException("expected a number, not " + representation(value));
    }

    static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        return Double.compare(numeric(a), numeric(b));
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        if (container instanceof String text) {
            return text.contains(text(item));
        }
        if (container instanceof Map<?, ?> map) {
            return item != null && map.containsKey(item);
        }
        if (container instanceof Collection<?> items) {
            return items.stream().anyMatch(each -> equal(each, item));
        }
        if (container instanceof Undefined) {
            return false;
        }
        throw new JinjaException("'in' needs a text, a list or a dict, not " + representation(container));
    }

    /** What a loop goes over: a list's items, a dict's keys, a text's characters. */
    static List<Object> items(@Nullable Object value) {
        if (value instanceof Collection<?> c) {
            return new ArrayList<>(c);
        }
        if (value instanceof Map<?, ?> m) {
            return new ArrayList<>(m.keySet());
        }
        if (value instanceof String s) {
            List<Object> characters = new ArrayList<>();
            s.codePoints().forEach(c -> characters.add(Character.toString(c)));
            return characters;
        }
        if (value instanceof Undefined) {
            return List.of();
        }
        throw new JinjaException("cannot go through " + representation(value));
    }

    static long length(@Nullable Object value) {
        return value instanceof String s
                ? s.codePointCount(0, s.length())
                : items(value).size();
    }

    static long whole(@Nullable Object value) {
        double number = numeric(value);
        return (long) number;
    }
}
