package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's methods of texts, dicts and lists; those that change a value are left out, as in a sandbox. */
final class Methods {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");

    private Methods() {}

    static @Nullable Function ofText(Text text, String name) {
        String characters = text.characters();
        return switch (name) {
            case "strip" -> (p, n) -> strip(text, p, true, true);
            case "lstrip" -> (p, n) -> strip(text, p, true, false);
            case "rstrip" -> (p, n) -> strip(text, p, false, true);
            case "upper" -> (p, n) -> text.changed(s -> s.toUpperCase(Locale.ROOT));
            case "lower" -> (p, n) -> text.changed(s -> s.toLowerCase(Locale.ROOT));
            case "title" -> (p, n) -> title(text);
            case "capitalize" -> (p, n) -> capitalize(text);
            case "startswith" -> (p, n) -> anyOf(p.get(0), characters::startsWith);
            case "endswith" -> (p, n) -> anyOf(p.get(0), characters::endsWith);
            case "split" -> (p, n) -> split(text, p);
            case "splitlines" -> (p, n) -> lines(text);
            case "replace" -> (p, n) -> replace(text, p);
            case "find" -> (p, n) -> (long) characters.indexOf(string(p.get(0)));
            case "count" ->
                (p, n) -> (long)
                        places(text, literal(p.get(0)), Integer.MAX_VALUE).size();
            case "join" -> (p, n) -> join(p.get(0), text);
            case "isdigit" -> (p, n) -> !text.isEmpty() && characters.chars().allMatch(Character::isDigit);
            default -> null;
        };
    }

    static @Nullable Function ofDict(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> (p, n) -> items(map);
            case "keys" -> (p, n) -> new ArrayList<Object>(map.keySet());
            case "values" -> (p, n) -> new ArrayList<Object>(map.values());
            case "get" -> (p, n) -> map.containsKey(p.get(0)) ? map.get(p.get(0)) : p.size() > 1 ? p.get(1) : null;
            default -> null;
        };
    }

    static @Nullable Function ofList(List<?> list, String name) {
        return switch (name) {
            case "index" -> (p, n) -> (long) list.indexOf(p.get(0));
            case "count" ->
                (p, n) -> list.stream()
                        .filter(item -> Values.equal(item, p.get(0)))
                        .count();
            default -> null;
        };
    }

    static List<Object> items(Map<?, ?> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(Arrays.asList(key, value)));
        return pairs;
    }

    static Text join(@Nullable Object items, Text separator) {
        return Text.join(Values.items(items).stream().map(Values::text).toList(), separator);
    }

    private static String string(@Nullable Object value) {
        return Values.text(value).characters();
    }

    static Text strip(Text text, List<Object> arguments, boolean left, boolean right) {
        String characters = text.characters();
        if (arguments.isEmpty() || arguments.get(0) == null) {
            int from = left ? text.length() - characters.stripLeading().length() : 0;
            int to = right ? characters.stripTrailing().length() : text.length();
            return from < to ? text.part(from, to) : Text.EMPTY;
        }
        String stripped = string(arguments.get(0));
        int begin = 0;
        int end = text.length();
        while (left && begin < end && stripped.indexOf(characters.charAt(begin)) >= 0) {
            begin++;
        }
        while (right && end > begin && stripped.indexOf(characters.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.part(begin, end);
    }

    private static boolean anyOf(Object wanted, Predicate<String> holds) {
        return wanted instanceof List<?> several
                ? several.stream().anyMatch(each -> holds.test(string(each)))
                : holds.test(string(wanted));
    }

    private static List<Object> split(Text text, List<Object> arguments) {
        int most = arguments.size() > 1 ? (int) Values.whole(arguments.get(1)) : -1;
        int limit = most < 0 ? Integer.MAX_VALUE : most;
        if (arguments.isEmpty() || arguments.get(0) == null) {
            Text stripped = strip(text, List.of(), true, true);
            return stripped.isEmpty()
                    ? new ArrayList<>()
                    : new ArrayList<>(stripped.without(places(stripped, BLANKS, limit)));
        }
        return new ArrayList<>(text.without(places(text, literal(arguments.get(0)), limit)));
    }

    private static List<Object> lines(Text text) {
        List<Text> lines = text.without(places(text, LINE_BREAK, Integer.MAX_VALUE));
        int last = lines.size() - 1;
        return new ArrayList<>(lines.get(last).isEmpty() ? lines.subList(0, last) : lines);
    }

    private static Pattern literal(@Nullable Object separator) {
        String literal = string(separator);
        if (literal.isEmpty()) {
            throw new JinjaException("the text to look for is empty");
        }
        return Pattern.compile(literal, Pattern.LITERAL);
    }

    /** Where something stands, from the left; at most so often. */
    private static List<int[]> places(Text text, Pattern wanted, int limit) {
        return wanted.matcher(text.characters())
                .results()
                .limit(limit)
                .map(place -> new int[] {place.start(), place.end()})
                .toList();
    }

    static Text replace(Text text, List<Object> arguments) {
        Text fresh = Values.text(arguments.get(1));
        int limit = arguments.size() < 3 || arguments.get(2) == null
                ? Integer.MAX_VALUE
                : (int) Math.max(0, Values.whole(arguments.get(2)));
        Pattern old = Pattern.compile(string(arguments.get(0)), Pattern.LITERAL);
        return Text.join(text.without(places(text, old, limit)), fresh);
    }

    static Text title(Text text) {
        StringBuilder titled = new StringBuilder();
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.characters().charAt(i);
            titled.append(begins ? Character.toUpperCase(c) : Character.toLowerCase(c));
            begins = !Character.isLetter(c);
        }
        return new Text(titled.toString(), text.origins());
    }

    static Text capitalize(Text text) {
        return text.isEmpty()
                ? text
                : text.part(0, 1)
                        .changed(first -> first.toUpperCase(Locale.ROOT))
                        .plus(text.from(1).changed(rest -> rest.toLowerCase(Locale.ROOT)));
    }
}
