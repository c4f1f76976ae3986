package org.dasllm.engine.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BucketTest {
    private final AtomicLong clock = new AtomicLong(1_000_000_007);
    private final Bucket bucket = new Bucket(60, clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void holdsAMinutesAllowanceAndFillsEvenly() {
        bucket.draw(60);
        assertThat(bucket.left()).isZero();
        assertThat(bucket.untilOne()).isEqualTo(Duration.ofSeconds(1));
        assertThat(bucket.untilFull()).isEqualTo(Duration.ofMinutes(1));
        pass(Duration.ofMillis(2500));
        assertThat(bucket.left()).isEqualTo(2);
        assertThat(bucket.untilOne()).isZero();
        pass(Duration.ofHours(1));
        assertThat(bucket.left()).isEqualTo(60);
    }

    @Test
    void anOverdraftIsWaitedForFirst() {
        bucket.draw(100);
        assertThat(bucket.left()).isZero();
        assertThat(bucket.untilOne()).isEqualTo(Duration.ofSeconds(41));
        pass(Duration.ofSeconds(41));
        assertThat(bucket.untilOne()).isZero();
        assertThat(bucket.left()).isEqualTo(1);
    }

    @Test
    void inAnyMinuteNoMoreIsGivenThanTwoMinutesAllowanceAndInTheLongRunOneAMinute() {
        SplittableRandom random = new SplittableRandom(7);
        long begin = clock.get();
        long given = 0;
        for (int i = 0; i < 100_000; i++) {
            pass(Duration.ofMillis(random.nextInt(400)));
            if (bucket.untilOne().isZero()) {
                bucket.draw(1);
                given++;
            }
        }
        double minutes = (clock.get() - begin) / 60e9;
        assertThat((double) given).isBetween(60 * minutes - 60, 60 * minutes + 60);
    }
}
