package org.dasllm.schema.pattern;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ECMAScript's regular expressions in Java's syntax. Where the two give one writing two meanings ({@code $}, {@code .},
 * {@code \s}, {@code \b}, {@code [[]}, {@code a++}), ECMAScript's holds; what only Java or other engines know ({@code \A},
 * {@code \Z}, {@code (?i)}, {@code (?>…)}) is refused instead of meaning something else. Escapes of punctuation that need
 * none are accepted, since real schemas are full of them.
 *
 * <p>It also bounds what Java's matcher does between two reads of the text, so that reads can be counted as steps.
 */
final class EcmaTranslation {
    private static final Pattern COUNTS = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?\\}");
    private static final Pattern NAME = Pattern.compile("<([\\p{L}_$][\\p{L}\\p{N}_$]{0,100})>");
    private static final int DEEPEST = 50;
    private static final int MOST_REPEATS = 100_000;
    private static final long DEAREST = 10_000;

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final EcmaEscapes escapes;
    private int at;
    private int depth;
    private int groups;
    private int highestReference;

    /** How many parts Java's matcher may go through without reading the text. */
    private long unread;

    private EcmaTranslation(String source) {
        this.source = source;
        this.escapes = new EcmaEscapes(source);
    }

    static EcmaTranslation of(String source) {
        EcmaTranslation translation = new EcmaTranslation(source);
        translation.alternatives();
        if (translation.at < source.length()) {
            throw new PatternFault("has a ) too many");
        }
        if (translation.highestReference > translation.groups) {
            throw new PatternFault("refers to group " + translation.highestReference + ", which it does not have");
        }
        return translation;
    }

    String java() {
        return out.toString();
    }

    /** What one read of the text can cost, with the parts that match without reading, as often as they are repeated. */
    long stepsPerChar() {
        return 1 + unread / 8;
    }

    /** Alternatives up to the closing parenthesis or the end; returns whether they can match nothing. */
    private boolean alternatives() {
        boolean anyEmpty = false;
        while (true) {
            boolean empty = true;
            while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
                empty &= term();
            }
            anyEmpty |= empty;
            if (at == source.length() || source.charAt(at) == ')') {
                return anyEmpty;
            }
            out.append('|');
            unread++;
            at++;
        }
    }

    private boolean term() {
        long before = unread;
        return quantified(atom(), before);
    }

    private boolean atom() {
        char c = source.charAt(at);
        boolean counts =
                c == '{' && COUNTS.matcher(source).region(at, source.length()).lookingAt();
        if (counts || c == '*' || c == '+' || c == '?') {
            throw new PatternFault("repeats nothing at character " + (at + 1));
        }
        return switch (c) {
            case '^' -> anchor("^");
            case '$' -> anchor("\\z");
            case '(' -> group();
            case '\\' -> escape();
            case '[' -> {
                at = new EcmaClass(source, escapes).translate(at, out);
                yield false;
            }
            case '.' -> {
                at++;
                out.append("[^\\n\\r\\u2028\\u2029]");
                yield false;
            }
            default -> {
                int codePoint = source.codePointAt(at);
                at += Character.charCount(codePoint);
                EcmaEscapes.literal(codePoint, out);
                yield false;
            }
        };
    }

    private boolean anchor(String java) {
        at++;
        unread++;
        out.append(java);
        return true;
    }

    private boolean escape() {
        char next = at + 1 < source.length() ? source.charAt(at + 1) : 0;
        if (next == 'b' || next == 'B') {
            at += 2;
            unread += 4;
            String other = next == 'b' ? "!" : "=";
            String same = next == 'b' ? "=" : "!";
            out.append("(?:(?<=\\w)(?" + other + "\\w)|(?<!\\w)(?" + same + "\\w))");
            return true;
        }
        if (next >= '1' && next <= '9') {
            Matcher number = Pattern.compile("[1-9][0-9]{0,2}").matcher(source).region(at + 1, source.length());
            number.lookingAt();
            return reference(Integer.parseInt(number.group()), number.end());
        }
        if (next == 'k') {
            Matcher name = NAME.matcher(source).region(at + 2, source.length());
            Integer number = name.lookingAt() ? names.get(name.group(1)) : null;
            if (number == null) {
                throw new PatternFault("refers to a name that it has not given before, at character " + (at + 1));
            }
            return reference(number, name.end());
        }
        at = escapes.translate(at, out);
        return false;
    }

    private boolean reference(int number, int end) {
        highestReference = Math.max(highestReference, number);
        unread++;
        out.append("(?:\\").append(number).append(')');
        at = end;
        return true;
    }

    private boolean group() {
        if (++depth > DEEPEST) {
            throw new PatternFault("is nested deeper than " + DEEPEST + " groups");
        }
        int begin = at;
        boolean looks = false;
        at++;
        unread++;
        if (source.startsWith("?:", at)) {
            at += 2;
            out.append("(?:");
        } else if (source.startsWith("?=", at) || source.startsWith("?!", at)) {
            out.append('(').append(source, at, at + 2);
            at += 2;
            looks = true;
        } else if (source.startsWith("?<=", at) || source.startsWith("?<!", at)) {
            out.append('(').append(source, at, at + 3);
            at += 3;
            looks = true;
        } else if (source.startsWith("?", at)) {
            named();
        } else {
            groups++;
            out.append('(');
        }
        boolean empty = alternatives();
        if (at == source.length()) {
            throw new PatternFault("opens a ( at character " + (begin + 1) + " that it does not close");
        }
        at++;
        out.append(')');
        depth--;
        return looks || empty;
    }

    private void named() {
        Matcher name = NAME.matcher(source).region(at + 1, source.length());
        if (!name.lookingAt()) {
            throw new PatternFault("has a (? at character " + at + " that JSON Schema does not know");
        }
        groups++;
        if (names.put(name.group(1), groups) != null) {
            throw new PatternFault("names two groups " + name.group(1));
        }
        out.append('(');
        at = name.end();
    }

    /** The quantifier behind an atom, if there is one; returns whether both together can match nothing. */
    private boolean quantified(boolean empty, long before) {
        if (at == source.length()) {
            return empty;
        }
        char c = source.charAt(at);
        int least;
        String written;
        Matcher counts = COUNTS.matcher(source).region(at, source.length());
        if (c == '*' || c == '+' || c == '?') {
            least = c == '+' ? 1 : 0;
            written = String.valueOf(c);
            at++;
        } else if (c == '{' && counts.lookingAt()) {
            least = Integer.parseInt(counts.group(1));
            written = counts.group();
            checkCounts(least, counts.group(3));
            at = counts.end();
        } else {
            return empty;
        }
        if (empty && least > 1) {
            unread = before + (unread - before + 1) * least;
            if (unread > DEAREST) {
                throw new PatternFault("repeats what may be nothing too often");
            }
        }
        out.append(written);
        if (at < source.length() && source.charAt(at) == '?') {
            at++;
            out.append('?');
        }
        return empty || least == 0;
    }

    private static void checkCounts(int least, @Nullable String most) {
        if (most != null && !most.isEmpty() && Integer.parseInt(most) < least) {
            throw new PatternFault("repeats at least " + least + " and at most " + most + " times");
        }
        if (least > MOST_REPEATS || (most != null && !most.isEmpty() && Integer.parseInt(most) > MOST_REPEATS)) {
            throw new PatternFault("repeats more than " + MOST_REPEATS + " times");
        }
    }
}
