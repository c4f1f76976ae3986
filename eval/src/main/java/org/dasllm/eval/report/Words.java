package org.dasllm.eval.report;

import org.dasllm.document.content.Range;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/** Figures that may be absent, as the report writes them. */
final class Words {
    /** Where there is no figure. */
    static final String NONE = "–";

    private Words() {}

    static String percent(@Nullable Double share) {
        return share == null ? NONE : Numbers.percent(share);
    }

    static String points(@Nullable Interval interval) {
        return interval == null ? "not estimable" : Numbers.pointsInterval(interval);
    }

    static @Nullable Range range(@Nullable Interval interval) {
        return interval == null ? null : new Range(interval.lower(), interval.upper());
    }

    static String shorten(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
