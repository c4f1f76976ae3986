package org.dasllm.schema.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A set of code points. Halves of surrogate pairs are in no set: UTF-8 cannot write them.
 *
 * @param ranges first and last code point of each, one range behind the other, in order, neither overlapping nor adjacent
 */
public record CodePoints(List<Range> ranges) {
    /** All of them. */
    public static final CodePoints ANY =
            new CodePoints(List.of(new Range(0, 0xD7FF), new Range(0xE000, Character.MAX_CODE_POINT)));

    public static final CodePoints NONE = new CodePoints(List.of());

    /** Both ends belong to it. */
    public record Range(int first, int last) {}

    public CodePoints {
        ranges = List.copyOf(ranges);
    }

    public static CodePoints of(int codePoint) {
        return range(codePoint, codePoint);
    }

    public static CodePoints range(int first, int last) {
        return new CodePoints(List.of(new Range(first, last))).and(ANY);
    }

    /** Every character of a text. */
    public static CodePoints in(String characters) {
        return characters.codePoints().mapToObj(CodePoints::of).reduce(NONE, CodePoints::or);
    }

    static CodePoints where(IntPredicate condition) {
        List<Range> found = new ArrayList<>();
        int first = -1;
        for (int c = 0; c <= Character.MAX_CODE_POINT + 1; c++) {
            boolean holds = c <= Character.MAX_CODE_POINT && (c < 0xD800 || c > 0xDFFF) && condition.test(c);
            if (holds && first < 0) {
                first = c;
            } else if (!holds && first >= 0) {
                found.add(new Range(first, c - 1));
                first = -1;
            }
        }
        return new CodePoints(found);
    }

    public CodePoints or(CodePoints other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort((a, b) -> Integer.compare(a.first, b.first));
        List<Range> merged = new ArrayList<>();
        for (Range range : all) {
            Range before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && range.first <= before.last + 1) {
                merged.set(merged.size() - 1, new Range(before.first, Math.max(before.last, range.last)));
            } else {
                merged.add(range);
            }
        }
        return new CodePoints(merged);
    }

    public CodePoints and(CodePoints other) {
        List<Range> both = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.size() && j < other.ranges.size()) {
            Range a = ranges.get(i);
            Range b = other.ranges.get(j);
            int first = Math.max(a.first, b.first);
            int last = Math.min(a.last, b.last);
            if (first <= last) {
                both.add(new Range(first, last));
            }
            if (a.last < b.last) {
                i++;
            } else {
                j++;
            }
        }
        return new CodePoints(both);
    }

    public CodePoints not() {
        List<Range> gaps = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            if (next < range.first) {
                gaps.add(new Range(next, range.first - 1));
            }
            next = range.last + 1;
        }
        if (next <= Character.MAX_CODE_POINT) {
            gaps.add(new Range(next, Character.MAX_CODE_POINT));
        }
        return new CodePoints(gaps).and(ANY);
    }
}
