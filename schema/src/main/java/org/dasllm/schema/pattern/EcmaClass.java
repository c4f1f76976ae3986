package org.dasllm.schema.pattern;

/** Brackets: a set of characters. */
final class EcmaClass {
    private final String source;
    private final EcmaEscapes escapes;
    private final StringBuilder set = new StringBuilder();
    private boolean notBlank;
    private int at;

    EcmaClass(String source, EcmaEscapes escapes) {
        this.source = source;
        this.escapes = escapes;
    }

    /** Translates the set whose bracket opens at {@code begin}; returns the index after it. */
    int translate(int begin, StringBuilder out) {
        boolean negated = source.startsWith("^", begin + 1);
        at = begin + (negated ? 2 : 1);
        while (true) {
            if (at == source.length()) {
                throw new PatternFault("opens a [ at character " + (begin + 1) + " that it does not close");
            }
            if (source.charAt(at) == ']') {
                at++;
                write(negated, out);
                return at;
            }
            item(begin);
        }
    }

    private void item(int begin) {
        int first = character();
        boolean range = at + 1 < source.length() && source.charAt(at) == '-' && source.charAt(at + 1) != ']';
        if (first < 0 || !range) {
            if (first >= 0) {
                EcmaEscapes.literal(first, set);
            }
            return;
        }
        int hyphen = at;
        at++;
        int last = character();
        if (last < 0) {
            // A hyphen before a set such as \w is itself.
            EcmaEscapes.literal(first, set);
            EcmaEscapes.literal(source.charAt(hyphen), set);
            return;
        }
        if (last < first) {
            throw new PatternFault("has a range in the [ at character " + (begin + 1) + " that ends before it begins");
        }
        EcmaEscapes.literal(first, set);
        set.append('-');
        EcmaEscapes.literal(last, set);
    }

    /** The next character; −1 where it was a set of its own, which is then written already. */
    private int character() {
        int codePoint = source.codePointAt(at);
        if (codePoint != '\\') {
            at += Character.charCount(codePoint);
            return codePoint;
        }
        char next = at + 1 < source.length() ? source.charAt(at + 1) : 0;
        switch (next) {
            case 's' -> set.append(EcmaEscapes.BLANKS);
            case 'S' -> notBlank = true;
            case 'd', 'D', 'w', 'W' -> set.append('\\').append(next);
            case 'p', 'P' -> {
                at = escapes.property(at, set);
                return -1;
            }
            case 'b' -> {
                at += 2;
                return '\b';
            }
            default -> {
                EcmaEscapes.Single single = escapes.single(at);
                at = single.end();
                return single.codePoint();
            }
        }
        at += 2;
        return -1;
    }

    private void write(boolean negated, StringBuilder out) {
        String notBlanks = "[^" + EcmaEscapes.BLANKS + "]";
        if (notBlank) {
            // Java's brackets inside negated brackets mean something of their own, so the two sets stand side by side.
            String either = set.isEmpty() ? notBlanks : "(?:[" + set + "]|" + notBlanks + ")";
            out.append(negated ? "(?:(?!" + either + ")(?s:.))" : either);
        } else if (set.isEmpty()) {
            out.append(negated ? "(?s:.)" : "(?!)");
        } else {
            out.append(negated ? "[^" : "[").append(set).append(']');
        }
    }
}
