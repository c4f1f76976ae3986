package org.dasllm.eval.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.io.CanonicalJson;

/**
 * How near a value must be to the right one to count as it. A number is near enough if one of the two allowances covers it; a number
 * in quotes is a text and no number.
 *
 * @param absolute how far a number may be off
 * @param relative how far a number may be off, as a share of the right one
 * @param days how many days a date in ISO 8601 ({@code 2026-11-28}) may be off
 */
public record Tolerance(
        @Default("0") double absolute,
        @Default("0") double relative,
        @Default("0") int days) {
    /** Nothing but the right value. */
    public static final Tolerance NONE = new Tolerance(0, 0, 0);

    private static final int LENGTH_OF_DATE = 10;

    public Tolerance {
        new Faults()
                .unless(absolute >= 0 && Double.isFinite(absolute), "absolute", "is at least 0, not " + absolute)
                .unless(relative >= 0 && relative < 1, "relative", "is at least 0 and below 1, not " + relative)
                .unless(days >= 0, "days", "is at least 0, not " + days)
                .refuse();
    }

    /** Whether two values that are no object and no list are the same. */
    public boolean same(JsonNode right, JsonNode answered) {
        if (right.isNumber() && answered.isNumber()) {
            return near(right.decimalValue(), answered.decimalValue());
        }
        if (right.isTextual() && answered.isTextual()) {
            String first = right.textValue().strip();
            String second = answered.textValue().strip();
            return first.equals(second) || (days > 0 && near(first, second));
        }
        return CanonicalJson.of(right).equals(CanonicalJson.of(answered));
    }

    private boolean near(BigDecimal right, BigDecimal answered) {
        if (right.compareTo(answered) == 0) {
            return true;
        }
        BigDecimal distance = right.subtract(answered, MathContext.DECIMAL64).abs();
        return distance.compareTo(BigDecimal.valueOf(absolute)) <= 0
                || distance.compareTo(right.abs().multiply(BigDecimal.valueOf(relative), MathContext.DECIMAL64)) <= 0;
    }

    private boolean near(String right, String answered) {
        Optional<LocalDate> first = date(right);
        Optional<LocalDate> second = date(answered);
        return first.isPresent()
                && second.isPresent()
                && Math.abs(ChronoUnit.DAYS.between(first.get(), second.get())) <= days;
    }

    private static Optional<LocalDate> date(String text) {
        if (text.length() != LENGTH_OF_DATE) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException noDate) {
            // A text that is no date is compared as a text.
            return Optional.empty();
        }
    }
}
