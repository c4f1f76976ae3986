package org.dasllm.eval.compat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.dasllm.eval.compat.Break.Kind;
import org.dasllm.eval.compat.Break.Severity;

/** Collects differences, a few examples of each. */
final class Breaks {
    private static final int EXAMPLES = 5;
    private static final int LONGEST = 80;

    private record Key(String field, Kind kind) {}

    private static final class Found {
        final Severity severity;
        final String before;
        int count;
        final List<Break.Example> examples = new ArrayList<>();

        Found(Severity severity, String before) {
            this.severity = severity;
            this.before = before;
        }
    }

    private final UnaryOperator<String> shown;
    private final Map<Key, Found> found = new LinkedHashMap<>();
    private boolean broken;

    /** @param shown what becomes of an example before it is shortened: a value that is cut in half is not found any more */
    Breaks(UnaryOperator<String> shown) {
        this.shown = shown;
    }

    void add(String field, Kind kind, Severity severity, String before, String id, String what) {
        Found each = found.computeIfAbsent(new Key(field, kind), k -> new Found(severity, before));
        each.count++;
        broken |= severity == Severity.BREAKING;
        if (each.examples.size() < EXAMPLES) {
            each.examples.add(new Break.Example(id, shorten(shown.apply(what))));
        }
    }

    /** Whether something broke since this was asked last. */
    boolean brokenSince() {
        boolean since = broken;
        broken = false;
        return since;
    }

    /** @param of new answers */
    List<Break> list(int of) {
        List<Break> breaks = new ArrayList<>();
        found.forEach((key, each) -> breaks.add(new Break(
                key.field(), key.kind(), each.severity, each.before, each.count, of, List.copyOf(each.examples))));
        breaks.sort(Comparator.comparing(Break::severity)
                .thenComparing(Comparator.comparingInt(Break::count).reversed()));
        return breaks;
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
