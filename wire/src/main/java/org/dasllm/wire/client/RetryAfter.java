package org.dasllm.wire.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a server asks to be left alone. Headers that tell when a limit is whole again (such as
 * {@code x-ratelimit-reset-requests}) are not read: a request is allowed again long before that.
 */
public final class RetryAfter {
    private static final double MOST_SECONDS = 1e9;
    private static final int READ_CHARACTERS = 2_000;
    /** As in "26 seconds", and in Go's way "6m0s". */
    private static final Pattern AMOUNT = Pattern.compile(
            "(\\d{1,12}(?:\\.\\d{1,12})?) ?(ms|milliseconds?|seconds?|sec|s|minutes?|min|m|hours?|h)(?![a-z])");

    private static final Pattern WORDS =
            Pattern.compile("(?:try again|retry|retrying|retrydelay|wait)(?: (?:in|after|for))?[\"': ]{1,5}((?:"
                    + AMOUNT.pattern() + " ?){1,4})");
    private static final Pattern SECONDS = Pattern.compile("[+-]?\\d{1,300}(\\.\\d{1,300})?");

    private RetryAfter() {}

    /**
     * Milliseconds in a header that some servers add; seconds, or a date as HTTP writes it (RFC 9110, 10.2.3); else what the
     * body says in words, such as "Please try again in 6.2s". Never negative; empty where nothing is said that can be read.
     *
     * @param now taken for the server's time where it does not tell its own
     */
    public static Optional<Duration> of(HttpHeaders headers, String body, Instant now) {
        Optional<Duration> millis = headers.firstValue("retry-after-ms").flatMap(value -> number(value, 1e-3));
        if (millis.isPresent()) {
            return millis;
        }
        Optional<String> header = headers.firstValue("retry-after").map(String::strip);
        return header.flatMap(value -> number(value, 1))
                .or(() -> header.flatMap(
                        value -> date(value, headers.firstValue("date").orElse(""), now)))
                .or(() -> header.flatMap(RetryAfter::amounts))
                .or(() -> words(body));
    }

    private static Optional<Duration> number(String value, double unitSeconds) {
        String number = value.strip();
        return SECONDS.matcher(number).matches()
                ? Optional.of(seconds(Double.parseDouble(number) * unitSeconds))
                : Optional.empty();
    }

    /** A date counts from the server's own clock, which may differ from ours. */
    private static Optional<Duration> date(String value, String serverTime, Instant now) {
        Instant from = instant(serverTime).orElse(now);
        return instant(value).map(until -> Duration.between(from, until)).map(RetryAfter::notNegative);
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> words(String body) {
        String start = body.substring(0, Math.min(body.length(), READ_CHARACTERS));
        Matcher words = WORDS.matcher(start.toLowerCase(Locale.ROOT));
        return words.find() ? amounts(words.group(1)) : Optional.empty();
    }

    private static Optional<Duration> amounts(String text) {
        Matcher amount = AMOUNT.matcher(text.toLowerCase(Locale.ROOT));
        double sum = 0;
        boolean any = false;
        while (amount.find()) {
            any = true;
            sum += Double.parseDouble(amount.group(1)) * unitSeconds(amount.group(2));
        }
        return any ? Optional.of(seconds(sum)) : Optional.empty();
    }

    private static double unitSeconds(String unit) {
        if (unit.startsWith("ms") || unit.startsWith("mil")) {
            return 1e-3;
        }
        return unit.startsWith("s") ? 1 : unit.startsWith("m") ? 60 : 3600;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(Math.min(MOST_SECONDS, Math.max(0, seconds)) * 1e9));
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
