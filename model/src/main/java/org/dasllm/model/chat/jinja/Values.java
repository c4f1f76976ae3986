package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Python's view of values: truth, text, order, equality. Whole numbers are Long, others Double. */
final class Values {
    private Values() {}

    /** A caller's value as templates have it: texts, and the keys of dicts, of the given origin. */
    static @Nullable Object of(@Nullable Object value, java.util.function.Function<String, Text> origin) {
        if (value instanceof String text) {
            return origin.apply(text);
        }
        if (value instanceof Collection<?> items) {
            List<Object> list = new ArrayList<>();
            items.forEach(item -> list.add(of(item, origin)));
            return list;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> dict = new LinkedHashMap<>();
            map.forEach((key, item) -> dict.put(of(key, origin), of(item, origin)));
            return dict;
        }
        return value;
    }

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
        if (value instanceof Text s) {
            return !s.isEmpty();
        }
        if (value instanceof Collection<?> c) {
            return !c.isEmpty();
        }
        return !(value instanceof Map<?, ?> m) || !m.isEmpty();
    }

    /** As Python's str(). */
    static Text text(@Nullable Object value) {
        if (value instanceof Undefined) {
            return Text.EMPTY;
        }
        return value instanceof Text s ? s : representation(value);
    }

    /** As Python's repr(). */
    private static Text representation(@Nullable Object value) {
        if (value == null) {
            return Text.own("None");
        }
        if (value instanceof Boolean b) {
            return Text.own(b ? "True" : "False");
        }
        if (value instanceof Double d) {
            return Text.own(number(d));
        }
        if (value instanceof Text s) {
            return quoted(s);
        }
        if (value instanceof Collection<?> items) {
            List<Text> parts = new ArrayList<>();
            items.forEach(item -> parts.add(representation(item)));
            return listed("[", parts, "]");
        }
        if (value instanceof Map<?, ?> map) {
            List<Text> parts = new ArrayList<>();
            map.forEach((key, item) ->
                    parts.add(representation(key).plus(Text.own(": ")).plus(representation(item))));
            return listed("{", parts, "}");
        }
        return Text.own(String.valueOf(value));
    }

    private static Text quoted(Text text) {
        String characters = text.characters();
        String quote = characters.indexOf('\'') >= 0 && characters.indexOf('"') < 0 ? "\"" : "'";
        Text escaped =
                text.changed(s -> s.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"));
        return new TextBuilder()
                .append(quote)
                .append(quote.equals("'") ? escaped.changed(s -> s.replace("'", "\\'")) : escaped)
                .append(quote)
                .text();
    }

    private static Text listed(String open, List<Text> parts, String close) {
        return Text.own(open).plus(Text.join(parts, Text.own(", "))).plus(Text.own(close));
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
        if (a instanceof Text x && b instanceof Text y) {
            return x.compareTo(y);
        }
        return Double.compare(numeric(a), numeric(b));
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        if (container instanceof Text text) {
            return text.characters().contains(text(item).characters());
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
        if (value instanceof Text text) {
            List<Object> characters = new ArrayList<>();
            for (int at = 0; at < text.length(); ) {
                int end = text.characters().offsetByCodePoints(at, 1);
                characters.add(text.part(at, end));
                at = end;
            }
            return characters;
        }
        if (value instanceof Undefined) {
            return List.of();
        }
        throw new JinjaException("cannot go through " + representation(value));
    }

    static long length(@Nullable Object value) {
        return value instanceof Text text
                ? text.characters().codePointCount(0, text.length())
                : items(value).size();
    }

    static long whole(@Nullable Object value) {
        double number = numeric(value);
        return (long) number;
    }
}
