package org.dasllm.schema.pattern;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a backslash begins, in and outside brackets. */
final class EcmaEscapes {
    /** What {@code \s} means: Java's knows ASCII only. To stand inside brackets. */
    static final String BLANKS =
            "\\t\\n\\x0B\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

    private static final Pattern HEX =
            Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\\{([0-9a-fA-F]{1,6})\\})");
    private static final Pattern LOW = Pattern.compile("\\\\u([dD][c-fC-F][0-9a-fA-F]{2})");
    private static final Pattern PROPERTY =
            Pattern.compile("\\\\[pP]\\{(?:([A-Za-z_]{1,40})=)?([A-Za-z0-9_]{1,40})\\}");

    private static final Map<String, String> CATEGORIES = Map.ofEntries(
            Map.entry("Letter", "L"),
            Map.entry("Uppercase_Letter", "Lu"),
            Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Titlecase_Letter", "Lt"),
            Map.entry("Modifier_Letter", "Lm"),
            Map.entry("Other_Letter", "Lo"),
            Map.entry("Mark", "M"),
            Map.entry("Nonspacing_Mark", "Mn"),
            Map.entry("Spacing_Mark", "Mc"),
            Map.entry("Enclosing_Mark", "Me"),
            Map.entry("Number", "N"),
            Map.entry("Decimal_Number", "Nd"),
            Map.entry("digit", "Nd"),
            Map.entry("Letter_Number", "Nl"),
            Map.entry("Other_Number", "No"),
            Map.entry("Punctuation", "P"),
            Map.entry("Symbol", "S"),
            Map.entry("Currency_Symbol", "Sc"),
            Map.entry("Math_Symbol", "Sm"),
            Map.entry("Separator", "Z"),
            Map.entry("Space_Separator", "Zs"),
            Map.entry("Other", "C"),
            Map.entry("Control", "Cc"));

    private final String source;

    EcmaEscapes(String source) {
        this.source = source;
    }

    /** One character in Java's syntax, in and outside brackets. */
    static void literal(int codePoint, StringBuilder out) {
        boolean plain = codePoint < 128 && Character.isLetterOrDigit(codePoint);
        if (plain) {
            out.append((char) codePoint);
        } else {
            out.append("\\x{").append(Integer.toHexString(codePoint)).append('}');
        }
    }

    /** Translates the escape at {@code at} outside brackets; returns the index after it. */
    int translate(int at, StringBuilder out) {
        char next = next(at);
        if (next == 's' || next == 'S') {
            out.append(next == 's' ? "[" : "[^").append(BLANKS).append(']');
            return at + 2;
        }
        if ("dDwW".indexOf(next) >= 0) {
            out.append('\\').append(next);
            return at + 2;
        }
        if (next == 'p' || next == 'P') {
            return property(at, out);
        }
        Single single = single(at);
        literal(single.codePoint, out);
        return single.end;
    }

    /** A category, script or other property of Unicode, in and outside brackets. */
    int property(int at, StringBuilder out) {
        Matcher matcher = PROPERTY.matcher(source).region(at, source.length());
        if (!matcher.lookingAt()) {
            throw unknown(at);
        }
        String key = matcher.group(1);
        String value = matcher.group(2);
        String category = CATEGORIES.getOrDefault(value, value);
        String name;
        if (key == null) {
            name = category.length() <= 2 ? category : "Is" + value;
        } else {
            name = switch (key) {
                case "General_Category", "gc" -> category;
                case "Script", "sc", "Script_Extensions", "scx" -> "script=" + value;
                default -> throw unknown(at);
            };
        }
        out.append('\\').append(next(at)).append('{').append(name).append('}');
        return matcher.end();
    }

    /** The single character that the escape at {@code at} stands for. */
    Single single(int at) {
        char next = next(at);
        int control = "tnvfr".indexOf(next);
        if (control >= 0) {
            return new Single("\t\n\u000B\f\r".charAt(control), at + 2);
        }
        if (next == '0' && (at + 2 == source.length() || !Character.isDigit(source.charAt(at + 2)))) {
            return new Single(0, at + 2);
        }
        if (next == 'c' && at + 2 < source.length() && isAsciiLetter(source.charAt(at + 2))) {
            return new Single(source.charAt(at + 2) % 32, at + 3);
        }
        if (next == 'x' || next == 'u') {
            return hexadecimal(at);
        }
        int codePoint = source.codePointAt(at + 1);
        if (codePoint < 128 && Character.isLetterOrDigit(codePoint)) {
            throw unknown(at);
        }
        return new Single(codePoint, at + 1 + Character.charCount(codePoint));
    }

    private Single hexadecimal(int at) {
        Matcher matcher = HEX.matcher(source).region(at, source.length());
        if (!matcher.lookingAt()) {
            throw unknown(at);
        }
        String digits = matcher.group(1) != null
                ? matcher.group(1)
                : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        int codePoint = Integer.parseInt(digits, 16);
        if (codePoint > Character.MAX_CODE_POINT) {
            throw unknown(at);
        }
        Matcher low = LOW.matcher(source).region(matcher.end(), source.length());
        if (matcher.group(2) != null && Character.isHighSurrogate((char) codePoint) && low.lookingAt()) {
            char second = (char) Integer.parseInt(low.group(1), 16);
            return new Single(Character.toCodePoint((char) codePoint, second), low.end());
        }
        return new Single(codePoint, matcher.end());
    }

    PatternFault unknown(int at) {
        return new PatternFault("has an escape at character " + (at + 1) + " that JSON Schema does not know");
    }

    private char next(int at) {
        if (at + 1 >= source.length()) {
            throw new PatternFault("ends with a backslash");
        }
        return source.charAt(at + 1);
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    record Single(int codePoint, int end) {}
}
