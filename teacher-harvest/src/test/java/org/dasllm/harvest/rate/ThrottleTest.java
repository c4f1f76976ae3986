package org.dasllm.harvest.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dasllm.harvest.run.RequestLimit;
import org.dasllm.harvest.run.Simulation;
import org.dasllm.harvest.run.Simulation.Result;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ThrottleTest {
    private static final Duration QUICK = Duration.ofMillis(15);
    private static final Optional<Duration> UNTOLD = Optional.empty();

    private static Arguments limit(
            String name,
            double mostSeconds,
            Supplier<RequestLimit> limit,
            Duration answer,
            Optional<Duration> retryAfter) {
        // Where nothing is let through for most of a minute, more is asked in vain.
        int mostSent = name.contains("minute") ? 100 : 90;
        return Arguments.of(Named.of(name, limit), answer, retryAfter, mostSent, mostSeconds);
    }

    static Stream<Arguments> limits() {
        Optional<Duration> zero = Optional.of(Duration.ZERO);
        Optional<Duration> second = Optional.of(Duration.ofSeconds(1));
        Duration minute = Duration.ofMinutes(1);
        return Stream.of(
                limit("2/s, nothing said", 60, () -> RequestLimit.leaky(2, 0), QUICK, UNTOLD),
                limit("2/s, Retry-After 1", 60, () -> RequestLimit.leaky(2, 0), QUICK, second),
                limit("2/s, Retry-After 0 or past", 60, () -> RequestLimit.leaky(2, 0), QUICK, zero),
                limit("2/s, burst 5", 60, () -> RequestLimit.leaky(2, 5), QUICK, UNTOLD),
                limit("2/s, burst 10, Retry-After 1", 60, () -> RequestLimit.leaky(2, 10), QUICK, second),
                limit("2/s, burst 20", 60, () -> RequestLimit.leaky(2, 20), QUICK, UNTOLD),
                limit("2/s, slow answers", 80, () -> RequestLimit.leaky(2, 0), Duration.ofSeconds(5), UNTOLD),
                limit("0.5/s", 200, () -> RequestLimit.leaky(0.5, 0), QUICK, UNTOLD),
                limit("20/s", 15, () -> RequestLimit.leaky(20, 0), QUICK, UNTOLD),
                limit("20 a minute", 250, () -> RequestLimit.window(20, minute), QUICK, UNTOLD),
                limit(
                        "20 a minute, Retry-After 60",
                        250,
                        () -> RequestLimit.window(20, minute),
                        QUICK,
                        Optional.of(minute)),
                limit("20 in any minute", 250, () -> RequestLimit.sliding(20, minute), QUICK, UNTOLD),
                limit("2 at once", 120, () -> RequestLimit.atOnce(2), Duration.ofSeconds(1), UNTOLD),
                limit("8 at once", 60, () -> RequestLimit.atOnce(8), Duration.ofSeconds(2), UNTOLD));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void allAreAnsweredAndFewAreRefused(
            Supplier<RequestLimit> limit,
            Duration answerTime,
            Optional<Duration> retryAfter,
            int mostSent,
            double mostSeconds) {
        for (int seed = 0; seed < 20; seed++) {
            for (int longestWayMillis : new int[] {4, 150}) {
                Result result = new Simulation(seed, 32, limit.get(), answerTime, longestWayMillis, retryAfter).run(60);
                assertThat(result.answered()).isEqualTo(60);
                assertThat(result.sent()).isLessThanOrEqualTo(mostSent);
                assertThat(result.seconds()).isLessThan(mostSeconds);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0,60", "1,200", "30,60", "600,4"})
    void aTeacherThatLetsNothingThroughIsGivenUpAfterFewRequests(int retryAfterSeconds, int mostSent) {
        Result result = new Simulation(
                        1, 32, now -> false, QUICK, 4, Optional.of(Duration.ofSeconds(retryAfterSeconds)))
                .run(60);
        assertThat(result.gaveUp()).isTrue();
        assertThat(result.seconds()).isBetween(200.0, 900.0);
        assertThat(result.sent()).isLessThanOrEqualTo(mostSent);
    }

    @Test
    void anAnswerNowAndThenKeepsPatienceAlive() {
        Result result = new Simulation(1, 32, RequestLimit.window(1, Duration.ofMinutes(5)), QUICK, 4, UNTOLD).run(5);
        assertThat(result.answered()).isEqualTo(5);
        assertThat(result.seconds()).isGreaterThan(4 * 300 - 1);
    }

    @Test
    void aTeacherWithoutLimitsIsSoonAskedAsMuchAsIsConfigured() {
        RequestLimit none = now -> true;
        // At most 32 at once, so 20 times a second of each: 32 s at full speed for 10,240.
        Result result = new Simulation(1, 32, none, Duration.ofMillis(94), 4, UNTOLD).run(10_240);
        assertThat(result.sent()).isEqualTo(10_240);
        assertThat(result.seconds()).isBetween(30.0, 36.0);
    }

    @Test
    void theConfiguredPaceIsKept() {
        Throttle throttle = new Throttle(
                4, Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofMinutes(10), new Random(1), 0);
        long now = 0;
        for (int i = 0; i < 11; i++) {
            now += throttle.delay(now);
            throttle.sent(now);
            // Each a little late, as threads are.
            now += 20_000_000;
            throttle.answered(now - 20_000_000);
        }
        assertThat(now / 1e9).isBetween(1.0, 1.04);
    }

    @Test
    void afterAPauseFewAreLetThrough() {
        Throttle throttle =
                new Throttle(32, Duration.ZERO, Duration.ofMillis(500), Duration.ofMinutes(10), new Random(1), 0);
        long now = 0;
        for (int i = 0; i < 32; i++) {
            now += throttle.delay(now);
            throttle.sent(now);
        }
        for (int i = 0; i < 32; i++) {
            assertThat(throttle.refused(now - i, now, Optional.of(Duration.ofSeconds(2))))
                    .isEmpty();
        }
        assertThat(throttle.delay(now)).isEqualTo(2_000_000_000L);
        now += 2_000_000_000L;
        throttle.sent(now);
        assertThat(throttle.delay(now)).isGreaterThanOrEqualTo(100_000_000L);
    }

    @Test
    void aDeadTimeToComeBackIsReplacedByAPauseOfOurOwn() {
        Throttle throttle =
                new Throttle(1, Duration.ZERO, Duration.ofMillis(500), Duration.ofMinutes(10), new Random(1), 0);
        long now = 0;
        long least = 250_000_000L;
        for (int i = 0; i < 5; i++) {
            throttle.sent(now);
            throttle.refused(now, now, Optional.of(Duration.ZERO));
            assertThat(throttle.delay(now)).isGreaterThanOrEqualTo(least);
            now += throttle.delay(now);
            least = Math.min(2 * least, 30_000_000_000L);
        }
    }
}
