package org.dasllm.schema.pattern;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression as JSON Schema means it: ECMAScript's syntax, by code points, found anywhere in a text unless it is
 * anchored. It is translated to Java's (see {@link EcmaTranslation}), whose matcher goes back and forth: an expression such
 * as {@code ^(a+)+$} would take years. Every char that the matcher reads is therefore counted as a step.
 */
public final class EcmaPattern {
    private static final int LONGEST = 5_000;

    private final String source;
    private final Pattern pattern;
    private final long stepsPerChar;

    private EcmaPattern(String source, Pattern pattern, long stepsPerChar) {
        this.source = source;
        this.pattern = pattern;
        this.stepsPerChar = stepsPerChar;
    }

    /** Anything wrong with the expression is a {@link PatternFault}. */
    public static EcmaPattern compile(String source) {
        if (source.length() > LONGEST) {
            throw new PatternFault("is longer than " + LONGEST + " characters");
        }
        EcmaTranslation translation = EcmaTranslation.of(source);
        try {
            return new EcmaPattern(source, Pattern.compile(translation.java()), translation.stepsPerChar());
        } catch (PatternSyntaxException e) {
            String reason = e.getDescription().replaceAll("\\R.*", "");
            throw new PatternFault("cannot be used here (" + reason + ")", e);
        } catch (StackOverflowError e) {
            throw new PatternFault("has too many parts", e);
        }
    }

    /**
     * Whether it is found in the text.
     *
     * @param steps what may be used up; a match that needs more, or that needs more nesting than Java's stack has, is
     *     {@link Steps.OutOfSteps}
     */
    public boolean find(String text, Steps steps) {
        try {
            return pattern.matcher(new Counted(text, 0, text.length(), steps, stepsPerChar))
                    .find();
        } catch (StackOverflowError e) {
            throw new Steps.OutOfSteps();
        }
    }

    @Override
    public String toString() {
        return source;
    }

    /** A text that counts how often it is read. */
    private record Counted(String text, int begin, int end, Steps steps, long stepsPerChar) implements CharSequence {
        @Override
        public int length() {
            return end - begin;
        }

        @Override
        public char charAt(int index) {
            steps.take(stepsPerChar);
            return text.charAt(begin + index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Counted(text, begin + from, begin + to, steps, stepsPerChar);
        }

        @Override
        public String toString() {
            return text.substring(begin, end);
        }
    }
}
