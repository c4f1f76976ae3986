package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's methods of texts, dicts and lists; those that change a value are left out, as in a sandbox. */
final class Methods {
    private Methods() {}

    static @Nullable Function ofText(String text, String name) {
        return switch (name) {
            case "strip" -> (p, n) -> strip(text, p, true, true);
            case "lstrip" -> (p, n) -> strip(text, p, true, false);
            case "rstrip" -> (p, n) -> strip(text, p, false, true);
            case "upper" -> (p, n) -> text.toUpperCase(Locale.ROOT);
            case "lower" -> (p, n) -> text.toLowerCase(Locale.ROOT);
            case "title" -> (p, n) -> title(text);
            case "capitalize" -> (p, n) -> capitalize(text);
            case "startswith" -> (p, n) -> anyOf(p.get(0), text::startsWith);
            case "endswith" -> (p, n) -> anyOf(p.get(0), text::endsWith);
            case "split" -> (p, n) -> split(text, p);
            case "splitlines" -> (p, n) -> new ArrayList<Object>(text.lines().toList());
            case "replace" -> (p, n) -> replace(text, p);
            case "find" -> (p, n) -> (long) text.indexOf(Values.text(p.get(0)));
            case "count" -> (p, n) -> (long) (text.split(Pattern.quote(Values.text(p.get(0))), -1).length - 1);
            case "join" -> (p, n) -> join(p.get(0), text);
            case "isdigit" -> (p, n) -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
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

    static String join(@Nullable Object items, String separator) {
        List<String> texts = new ArrayList<>();
        Values.items(items).forEach(item -> texts.add(Values.text(item)));
        return String.join(separator, texts);
    }

    static String strip(String text, List<Object> arguments, boolean left, boolean right) {
        if (arguments.isEmpty() || arguments.get(0) == null) {
            String begun = left ? text.stripLeading() : text;
            return right ? begun.stripTrailing() : begun;
        }
        String characters = Values.text(arguments.get(0));
        int begin = 0;
        int end = text.length();
        while (left && begin < end && characters.indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        while (right && end > begin && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean anyOf(Object wanted, java.util.function.Predicate<String> holds) {
        return wanted instanceof List<?> several
                ? several.stream().anyMatch(each -> holds.test(Values.text(each)))
                : holds.test(Values.text(wanted));
    }

    private static List<Object> split(String text, List<Object> arguments) {
        int limit = arguments.size() > 1 ? (int) Values.whole(arguments.get(1)) + 1 : -1;
        if (arguments.isEmpty() || arguments.get(0) == null) {
            String stripped = text.strip();
            return stripped.isEmpty()
                    ? new ArrayList<>()
                    : new ArrayList<>(List.of((Object[]) stripped.split("\\s+", limit)));
        }
        String separator = Values.text(arguments.get(0));
        return new ArrayList<>(List.of((Object[]) text.split(Pattern.quote(separator), limit)));
    }

    static String replace(String text, List<Object> arguments) {
        String old = Values.text(arguments.get(0));
        String fresh = Values.text(arguments.get(1));
        if (arguments.size() < 3 || arguments.get(2) == null) {
            return text.replace(old, fresh);
        }
        String replaced = text;
        int from = 0;
        for (long i = 0; i < Values.whole(arguments.get(2)); i++) {
            int at = replaced.indexOf(old, from);
            if (at < 0) {
                break;
            }
            replaced = replaced.substring(0, at) + fresh + replaced.substring(at + old.length());
            from = at + fresh.length();
        }
        return replaced;
    }

    static String title(String text) {
        StringBuilder titled = new StringBuilder();
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            titled.append(begins ? Character.toUpperCase(c) : Character.toLowerCase(c));
            begins = !Character.isLetter(c);
        }
        return titled.toString();
    }

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }
}
