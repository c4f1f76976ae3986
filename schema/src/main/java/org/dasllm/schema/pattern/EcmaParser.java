package org.dasllm.schema.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ECMAScript's regular expressions as trees, where they describe a regular language: everything that {@link EcmaPattern}
 * matches but what looks ahead or behind, refers to a group, or asks for the boundary of a word.
 */
public final class EcmaParser {
    private static final Pattern COUNTS = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?\\}");
    private static final CodePoints DIGITS = CodePoints.range('0', '9');
    private static final CodePoints WORD =
            DIGITS.or(CodePoints.range('A', 'Z')).or(CodePoints.range('a', 'z')).or(CodePoints.of('_'));
    private static final CodePoints BLANKS = CodePoints.range('\t', '\r')
            .or(CodePoints.in(" \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"))
            .or(CodePoints.range(0x2000, 0x200a));
    private static final CodePoints LINE_ENDS = CodePoints.in("\n\r\u2028\u2029");
    private static final Map<String, CodePoints> PROPERTIES = new ConcurrentHashMap<>();

    private static final Expression NOTHING = new Expression.Sequence(List.of());

    private final String source;
    private final EcmaEscapes escapes;
    private int at;

    /** The single character that was read last inside brackets, half surrogate pairs included; -1 for a set such as a digit. */
    private int literal = -1;

    private EcmaParser(String source) {
        this.source = source;
        this.escapes = new EcmaEscapes(source);
    }

    /** Reads an expression; one that is broken, or does not describe a regular language, is a {@link PatternFault}. */
    public static Expression parse(String source) {
        EcmaPattern.compile(source);
        return new EcmaParser(source).alternatives();
    }

    private Expression alternatives() {
        List<Expression> alternatives = new ArrayList<>();
        while (true) {
            List<Expression> parts = new ArrayList<>();
            while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
                Expression part = quantified(atom());
                if (!part.equals(NOTHING)) {
                    parts.add(part);
                }
            }
            alternatives.add(parts.size() == 1 ? parts.get(0) : new Expression.Sequence(parts));
            if (at == source.length() || source.charAt(at) == ')') {
                return alternatives.stream().allMatch(NOTHING::equals)
                        ? NOTHING
                        : alternatives.size() == 1 ? alternatives.get(0) : new Expression.Choice(alternatives);
            }
            at++;
        }
    }

    private Expression atom() {
        char c = source.charAt(at);
        return switch (c) {
            case '^' -> {
                at++;
                yield new Expression.Begin();
            }
            case '$' -> {
                at++;
                yield new Expression.End();
            }
            case '(' -> group();
            case '[' -> new Expression.One(set());
            case '.' -> {
                at++;
                yield new Expression.One(LINE_ENDS.not());
            }
            case '\\' -> new Expression.One(escape());
            default -> {
                int codePoint = source.codePointAt(at);
                at += Character.charCount(codePoint);
                yield new Expression.One(CodePoints.of(codePoint));
            }
        };
    }

    private Expression group() {
        at++;
        if (source.startsWith("?:", at)) {
            at += 2;
        } else if (source.startsWith("?<", at) && "=!".indexOf(source.charAt(at + 2)) < 0) {
            at = source.indexOf('>', at) + 1;
        } else if (source.startsWith("?", at)) {
            throw new PatternFault("looks ahead or behind, which cannot be enforced");
        }
        Expression inside = alternatives();
        at++;
        return inside;
    }

    private Expression quantified(Expression what) {
        if (at == source.length()) {
            return what;
        }
        char c = source.charAt(at);
        int least;
        int most;
        Matcher counts = COUNTS.matcher(source).region(at, source.length());
        if (c == '*' || c == '+' || c == '?') {
            least = c == '+' ? 1 : 0;
            most = c == '?' ? 1 : Expression.UNLIMITED;
            at++;
        } else if (c == '{' && counts.lookingAt()) {
            least = Integer.parseInt(counts.group(1));
            String upper = counts.group(3);
            most = upper == null ? least : upper.isEmpty() ? Expression.UNLIMITED : Integer.parseInt(upper);
            at = counts.end();
        } else {
            return what;
        }
        if (at < source.length() && source.charAt(at) == '?') {
            at++;
        }
        // However often nothing is repeated, it stays nothing; its copies are not worth their loop.
        return most == 0 || what.equals(NOTHING) ? NOTHING : new Expression.Repeat(what, least, most);
    }

    /** What a backslash begins, outside brackets. */
    private CodePoints escape() {
        char next = source.charAt(at + 1);
        if (next == 'b' || next == 'B') {
            throw new PatternFault("asks for the boundary of a word, which cannot be enforced");
        }
        if (next == 'k' || (next >= '1' && next <= '9')) {
            throw new PatternFault("refers to a group, which cannot be enforced");
        }
        CodePoints several = several(next);
        if (several != null) {
            return several;
        }
        EcmaEscapes.Single single = escapes.single(at);
        at = single.end();
        return CodePoints.range(single.codePoint(), single.codePoint());
    }

    private @Nullable CodePoints several(char letter) {
        CodePoints positive = switch (letter) {
            case 'd', 'D' -> DIGITS;
            case 'w', 'W' -> WORD;
            case 's', 'S' -> BLANKS;
            case 'p', 'P' -> {
                StringBuilder java = new StringBuilder();
                int end = escapes.property(at, java);
                at = end - 2;
                // The sign of a negated property is in its Java form already.
                yield PROPERTIES.computeIfAbsent(java.toString(), EcmaParser::property);
            }
            default -> null;
        };
        if (positive == null) {
            return null;
        }
        at += 2;
        return letter == 'D' || letter == 'W' || letter == 'S' ? positive.not() : positive;
    }

    private static CodePoints property(String java) {
        Matcher matcher = Pattern.compile(java).matcher("");
        return CodePoints.where(c -> matcher.reset(Character.toString(c)).matches());
    }

    private CodePoints set() {
        boolean negated = source.startsWith("^", at + 1);
        at += negated ? 2 : 1;
        CodePoints set = CodePoints.NONE;
        while (source.charAt(at) != ']') {
            set = set.or(item());
        }
        at++;
        return negated ? set.not() : set;
    }

    private CodePoints item() {
        CodePoints first = character();
        int from = literal;
        boolean range = at + 1 < source.length() && source.charAt(at) == '-' && source.charAt(at + 1) != ']';
        if (from < 0 || !range) {
            return first;
        }
        at++;
        CodePoints last = character();
        if (literal < 0) {
            // A hyphen before a set such as \w is itself.
            return first.or(CodePoints.of('-')).or(last);
        }
        return CodePoints.range(from, literal);
    }

    private CodePoints character() {
        literal = source.codePointAt(at);
        if (literal != '\\') {
            at += Character.charCount(literal);
            return CodePoints.of(literal);
        }
        if (source.charAt(at + 1) == 'b') {
            at += 2;
            literal = '\b';
            return CodePoints.of(literal);
        }
        CodePoints several = several(source.charAt(at + 1));
        if (several != null) {
            literal = -1;
            return several;
        }
        EcmaEscapes.Single single = escapes.single(at);
        at = single.end();
        literal = single.codePoint();
        return CodePoints.of(literal);
    }
}
