package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code value | filter}. */
final class Filters {
    private Filters() {}

    static @Nullable Object apply(
            String name, @Nullable Object value, List<Object> positional, Map<String, Object> named) {
        return switch (name) {
            case "trim" -> Methods.strip(Values.text(value), positional, true, true);
            case "length", "count" -> Values.length(value);
            case "tojson" ->
                JsonText.of(value, argument(positional, 0, named, "indent", null), named.get("separators"));
            case "string", "safe" -> Values.text(value);
            case "upper" -> Values.text(value).changed(text -> text.toUpperCase(Locale.ROOT));
            case "lower" -> Values.text(value).changed(text -> text.toLowerCase(Locale.ROOT));
            case "title" -> Methods.title(Values.text(value));
            case "capitalize" -> Methods.capitalize(Values.text(value));
            case "replace" -> Methods.replace(Values.text(value), positional);
            case "escape", "e" -> Values.text(value).changed(Filters::escaped);
            case "indent" -> indent(Values.text(value), positional, named);
            case "default", "d" -> preset(value, positional, named);
            case "join" -> join(value, positional, named);
            case "first" -> Members.item(Values.items(value), 0L);
            case "last" -> Members.item(Values.items(value), -1L);
            case "list" -> Values.items(value);
            case "reverse" -> reversed(value);
            case "unique" ->
                new ArrayList<>(Values.items(value).stream().distinct().toList());
            case "items" -> value instanceof Map<?, ?> map ? Methods.items(map) : List.of();
            case "dictsort" -> dictSorted(value);
            case "sort" -> sorted(value, named);
            case "map" -> mapped(value, positional, named);
            case "select" -> selected(value, positional, true);
            case "reject" -> selected(value, positional, false);
            case "selectattr" -> selectedByAttribute(value, positional, true);
            case "rejectattr" -> selectedByAttribute(value, positional, false);
            case "int" -> whole(value);
            case "float" -> value instanceof Text s ? Double.valueOf(s.characters()) : (Object) Values.numeric(value);
            case "abs" -> value instanceof Long l ? (Object) Math.abs(l) : (Object) Math.abs(Values.numeric(value));
            case "sum" -> Values.items(value).stream().reduce((Object) 0L, (a, b) -> Arithmetic.apply("+", a, b));
            case "max" -> Values.items(value).stream().max(Values::compare).orElse(new Undefined("max"));
            case "min" -> Values.items(value).stream().min(Values::compare).orElse(new Undefined("min"));
            default -> throw new JinjaException("unknown filter '" + name + "'");
        };
    }

    private static @Nullable Object argument(
            List<Object> positional, int index, Map<String, Object> named, String name, @Nullable Object preset) {
        return index < positional.size() ? positional.get(index) : named.getOrDefault(name, preset);
    }

    private static @Nullable Object preset(@Nullable Object value, List<Object> positional, Map<String, Object> named) {
        boolean alsoFalse = Values.truth(argument(positional, 1, named, "boolean", false));
        boolean absent = value instanceof Undefined || (alsoFalse && !Values.truth(value));
        return absent ? argument(positional, 0, named, "default_value", Text.EMPTY) : value;
    }

    private static Text join(@Nullable Object value, List<Object> positional, Map<String, Object> named) {
        Object attribute = named.get("attribute");
        List<Object> items = Values.items(value);
        if (attribute != null) {
            items.replaceAll(item -> Members.item(item, attribute));
        }
        return Methods.join(items, Values.text(argument(positional, 0, named, "d", Text.EMPTY)));
    }

    private static Object reversed(@Nullable Object value) {
        List<Object> items = Values.items(value);
        Collections.reverse(items);
        return value instanceof Text ? Methods.join(items, Text.EMPTY) : items;
    }

    private static List<Object> dictSorted(@Nullable Object value) {
        List<Object> pairs = value instanceof Map<?, ?> map ? Methods.items(map) : new ArrayList<>();
        pairs.sort(Comparator.comparing(
                pair -> Values.text(Members.item(pair, 0L)).characters().toLowerCase(Locale.ROOT)));
        return pairs;
    }

    private static List<Object> sorted(@Nullable Object value, Map<String, Object> named) {
        List<Object> items = Values.items(value);
        Object attribute = named.get("attribute");
        Comparator<Object> order = attribute == null
                ? Values::compare
                : (a, b) -> Values.compare(Members.item(a, attribute), Members.item(b, attribute));
        items.sort(Values.truth(named.get("reverse")) ? order.reversed() : order);
        return items;
    }

    private static List<Object> mapped(@Nullable Object value, List<Object> positional, Map<String, Object> named) {
        List<Object> items = Values.items(value);
        Object attribute = named.get("attribute");
        if (attribute != null) {
            items.replaceAll(item -> {
                Object member = Members.item(item, attribute);
                return member instanceof Undefined ? named.getOrDefault("default", member) : member;
            });
        } else {
            String filter = Values.text(positional.get(0)).characters();
            List<Object> rest = positional.subList(1, positional.size());
            items.replaceAll(item -> apply(filter, item, rest, named));
        }
        return items;
    }

    private static List<Object> selected(@Nullable Object value, List<Object> positional, boolean keep) {
        return Values.items(value).stream()
                .filter(item -> matches(item, positional, 0) == keep)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<Object> selectedByAttribute(@Nullable Object value, List<Object> positional, boolean keep) {
        return Values.items(value).stream()
                .filter(item -> matches(Members.item(item, positional.get(0)), positional, 1) == keep)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean matches(@Nullable Object item, List<Object> positional, int test) {
        return positional.size() <= test
                ? Values.truth(item)
                : Tests.holds(
                        Values.text(positional.get(test)).characters(),
                        item,
                        positional.subList(test + 1, positional.size()));
    }

    private static Object whole(@Nullable Object value) {
        if (value instanceof Text text) {
            try {
                return (long) Double.parseDouble(text.characters().strip());
            } catch (NumberFormatException noNumber) {
                return 0L;
            }
        }
        return Values.whole(value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    private static Text indent(Text text, List<Object> positional, Map<String, Object> named) {
        Object width = argument(positional, 0, named, "width", 4L);
        boolean first = Values.truth(argument(positional, 1, named, "first", false));
        boolean blank = Values.truth(argument(positional, 2, named, "blank", false));
        Text prefix = width instanceof Text given ? given : Text.own(" ".repeat((int) Values.whole(width)));
        int begin = 0;
        TextBuilder indented = new TextBuilder();
        for (int i = 0; begin <= text.length(); i++) {
            int lineBreak = text.characters().indexOf('\n', begin);
            int end = lineBreak < 0 ? text.length() : lineBreak;
            boolean moved = i == 0 ? first : end > begin || blank;
            indented.append(moved ? prefix : Text.EMPTY).append(text.part(begin, Math.min(end + 1, text.length())));
            begin = end + 1;
        }
        return indented.text();
    }
}
