package org.dasllm.privacy.mask;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dasllm.privacy.detect.Finding;
import org.jspecify.annotations.Nullable;

/**
 * How placeholders are written, and how they are read: models change case, put blanks inside the brackets, write a blank or
 * a hyphen for an underscore, or escape it for Markdown. Only the kinds at hand are read; {@code [Figure_1]} is none.
 */
final class PlaceholderSyntax {
    /** The kind of a text that only looks like a placeholder. */
    static final String LITERAL = "LITERAL";

    private final Pattern literal;
    private final Pattern written;

    PlaceholderSyntax(Collection<String> kinds) {
        TreeSet<String> all = new TreeSet<>(kinds);
        all.forEach(Finding::requireKind);
        if (!all.add(LITERAL)) {
            throw new IllegalArgumentException(
                    "the kind " + LITERAL + " is kept for texts that look like placeholders");
        }
        String between = "(?:\\\\?_|[ -])";
        String names = all.stream().map(kind -> kind.replace("_", between)).collect(Collectors.joining("|"));
        // Every part is bounded, so that the time for each opening bracket is.
        String inner = "\\[ ?(?<kind>" + names + ")" + between + "(?<number>[0-9]{1,6})(?<mark>#?) ?\\]";
        literal = Pattern.compile(inner, Pattern.CASE_INSENSITIVE);
        written = Pattern.compile("(?<open>\"?)" + inner + "(?<close>\"?)", Pattern.CASE_INSENSITIVE);
    }

    /** {@code asNumber}: stands for a bare number of JSON, in a string of its own. */
    static String write(String kind, int number, boolean asNumber) {
        String name = "[" + kind + "_" + number;
        return asNumber ? "\"" + name + "#]\"" : name + "]";
    }

    List<Finding> literals(String text) {
        List<Finding> findings = new ArrayList<>();
        Matcher matcher = literal.matcher(text);
        while (matcher.find()) {
            findings.add(new Finding(LITERAL, matcher.start(), matcher.end(), "looks like a placeholder"));
        }
        return findings;
    }

    /**
     * Replaces every placeholder that has a value; the quotes around one that stands for a number go with it.
     *
     * @param value gives the value of a plain name such as {@code [EMAIL_1]}, or null where there is none
     */
    String replace(String text, Function<String, @Nullable String> value) {
        StringBuilder replaced = new StringBuilder(text.length());
        Matcher matcher = written.matcher(text);
        int copied = 0;
        while (matcher.find()) {
            String restored = value.apply(plain(matcher));
            if (restored != null) {
                boolean inQuotes = matcher.end("open") > matcher.start() && matcher.start("close") < matcher.end();
                boolean isNumber = inQuotes && matcher.end("mark") > matcher.start("mark");
                replaced.append(text, copied, isNumber ? matcher.start() : matcher.end("open"))
                        .append(restored);
                copied = isNumber ? matcher.end() : matcher.start("close");
            }
        }
        return replaced.append(text, copied, text.length()).toString();
    }

    private static String plain(Matcher matcher) {
        String kind = matcher.group("kind").replace("\\", "").replace(' ', '_').replace('-', '_');
        return write(kind.toUpperCase(Locale.ROOT), Integer.parseInt(matcher.group("number")), false);
    }
}
