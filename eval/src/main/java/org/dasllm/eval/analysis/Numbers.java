package org.dasllm.eval.analysis;

import java.util.Locale;
import org.dasllm.format.evaluation.Interval;

/** How numbers are written in words: shares as percent, differences as percentage points with their sign. */
public final class Numbers {
    private static final String MINUS = "−";

    private Numbers() {}

    /** 0.9123 is 91.2%. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** 0.91234 is 91.23, of 100. */
    public static String hundredths(double value) {
        return String.format(Locale.ROOT, "%.2f", 100 * value);
    }

    /** −0.0123 is −1.23, in percentage points. */
    public static String points(double difference) {
        String text = String.format(Locale.ROOT, "%.2f", Math.abs(100 * difference));
        if (text.equals("0.00")) {
            return text;
        }
        return (difference < 0 ? MINUS : "+") + text;
    }

    public static String pointsInterval(Interval interval) {
        return points(interval.lower()) + " to " + points(interval.upper());
    }

    public static String percentInterval(Interval interval) {
        return String.format(Locale.ROOT, "%.1f–%.1f", 100 * interval.lower(), 100 * interval.upper());
    }

    /** A p-value; small ones only as a bound. */
    public static String p(double value) {
        return value < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** A confidence such as 0.95 as 95%. */
    public static String confidence(double confidence) {
        String text = String.format(Locale.ROOT, "%.2f", 100 * confidence);
        return text.replaceAll("\\.?0+$", "") + "%";
    }
}
