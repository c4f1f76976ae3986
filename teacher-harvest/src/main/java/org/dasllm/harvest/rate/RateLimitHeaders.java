package org.dasllm.harvest.rate;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.harvest.rate.ToldLimit.Kind;

/**
 * Reads how far a vendor's limits are from being used up: OpenAI's {@code x-ratelimit-remaining-requests} and the like, which Azure, xAI,
 * Groq and others use too, with times such as {@code 6m0s}, {@code 12ms} or seconds; and Anthropic's {@code
 * anthropic-ratelimit-input-tokens-remaining} and the like, with times in RFC 3339. Azure sends -1 where it does not know.
 */
final class RateLimitHeaders {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|us|µs|ns|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(?:\\.\\d{1,9})?");
    /** A number above that is a time since 1970. */
    private static final double LONGEST_SECONDS = 1e8;

    private static final double LATEST_SECONDS = 1e11;

    private RateLimitHeaders() {}

    /** @param now taken for the server's time where it does not tell its own */
    static List<ToldLimit> read(HttpHeaders headers, Instant now) {
        // Read only where a limit names a time of day: most responses have no such header, and all have a date.
        Supplier<Instant> date =
                () -> headers.firstValue("date").flatMap(RateLimitHeaders::date).orElse(now);
        List<ToldLimit> told = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            read(headers, kind, "x-ratelimit-%s-" + name, date)
                    .or(() -> read(headers, kind, "anthropic-ratelimit-" + name + "-%s", date))
                    .ifPresent(told::add);
        }
        return told;
    }

    private static Optional<ToldLimit> read(HttpHeaders headers, Kind kind, String pattern, Supplier<Instant> date) {
        OptionalDouble limit = number(headers, pattern.replace("%s", "limit"));
        OptionalDouble remaining = number(headers, pattern.replace("%s", "remaining"));
        if (limit.isEmpty() || remaining.isEmpty() || limit.getAsDouble() <= 0) {
            return Optional.empty();
        }
        Optional<Duration> reset =
                headers.firstValue(pattern.replace("%s", "reset")).flatMap(value -> reset(value.strip(), date));
        return Optional.of(new ToldLimit(kind, limit.getAsDouble(), remaining.getAsDouble(), reset));
    }

    private static OptionalDouble number(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .map(String::strip)
                .filter(value -> NUMBER.matcher(value).matches())
                .map(value -> OptionalDouble.of(Double.parseDouble(value)))
                .orElse(OptionalDouble.empty());
    }

    private static Optional<Duration> reset(String value, Supplier<Instant> date) {
        if (NUMBER.matcher(value).matches()) {
            return seconds(Double.parseDouble(value), date);
        }
        Matcher part = PART.matcher(value);
        double seconds = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            seconds += Double.parseDouble(part.group(1)) * unit(part.group(2));
            end = part.end();
        }
        if (end > 0 && end == value.length()) {
            return seconds(seconds, date);
        }
        try {
            Instant until = OffsetDateTime.parse(value).toInstant();
            return Optional.of(notNegative(Duration.between(date.get(), until)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> seconds(double seconds, Supplier<Instant> date) {
        if (seconds < LONGEST_SECONDS) {
            return Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
        }
        Instant until = seconds < LATEST_SECONDS
                ? Instant.ofEpochSecond(Math.round(seconds))
                : Instant.ofEpochMilli(Math.round(seconds));
        return Optional.of(notNegative(Duration.between(date.get(), until)));
    }

    private static double unit(String unit) {
        return switch (unit) {
            case "ns" -> 1e-9;
            case "us", "µs" -> 1e-6;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3600;
            default -> 86_400;
        };
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
