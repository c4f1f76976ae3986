package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real requests to a server with limits. How few are refused is shown on a clock of its own by {@code ThrottleTest}. */
@Timeout(120)
class LimitedTeacherTest {
    private static final int PROMPTS = 8;

    @TempDir
    Path dir;

    private HarvestSummary run(HarvestConfig config, int prompts) {
        return Harvest.run(
                config,
                Fixture.prompts(dir, prompts),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                Progress.SILENT);
    }

    /** One retry only: waits that the teacher asks for must not need it. */
    private static HarvestConfig config(String url, int concurrency) {
        TeacherConfig teacher = Teachers.fake(url)
                .with("timeout_seconds", 5)
                .with("concurrency", concurrency)
                .with("max_retries", 1)
                .config();
        return Teachers.harvest(teacher, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "429",
                "503",
                "529",
                "429 Retry-After: 0",
                "429 Retry-After: -5",
                "429 Retry-After: past",
                "429 Retry-After: soon",
                "503 Retry-After: 0.05",
                "429 retry-after-ms: 50",
                "500 Retry-After: 0",
                "429 x-ratelimit-reset-requests: 6m0s"
            })
    void everyPromptIsAnsweredWhateverTheTeacherSaysOfWaiting(String refusal) throws Exception {
        LimitedTeacher script = LimitedTeacher.of(RequestLimit.leaky(40, 0), refusal);
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            HarvestSummary summary = run(config(teacher.url(), 32), PROMPTS);
            assertThat(summary.samples()).isEqualTo(PROMPTS);
            assertThat(summary.failed()).isZero();
            assertThat(script.refused()).isLessThan(4 * PROMPTS);
        }
    }

    @Test
    void anHonestTimeToComeBackCostsNoRetry() throws Exception {
        LimitedTeacher script = LimitedTeacher.of(RequestLimit.leaky(2, 2), "429 Retry-After: 1");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThat(run(config(teacher.url(), 8), 6).samples()).isEqualTo(6);
            assertThat(script.refused()).isPositive();
        }
    }

    @Test
    void otherFailuresStillUseUpTheRetries() throws Exception {
        FakeTeacher.Script broken = (text, time) -> new FakeTeacher.Response(500, "broken");
        try (FakeTeacher teacher = new FakeTeacher(broken)) {
            assertThatThrownBy(() -> run(config(teacher.url(), 2), 3)).hasMessageContaining("HTTP 500: broken");
            assertThat(teacher.asked().values()).containsOnly(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7200", "99999999999999", "Fri, 01 Jan 2100 00:00:00 GMT", "16m0s"})
    void aPauseBeyondPatienceEndsTheHarvestAtOnce(String retryAfter) throws Exception {
        FakeTeacher.Script script = (text, time) -> text.equals("message 0")
                ? FakeTeacher.answer("x")
                : new FakeTeacher.Response(429, Map.of("Retry-After", retryAfter), "daily limit", 0);
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThatThrownBy(() -> run(config(teacher.url(), 1), 3))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("asks to be left alone for")
                    .hasMessageContaining("HTTP 429: daily limit")
                    .hasMessageContaining("run the same command again; no answer is lost");
            assertThat(teacher.total()).isEqualTo(2);
        }
    }

    @Test
    void aStopEndsAPauseAtOnce() throws Exception {
        CountDownLatch paused = new CountDownLatch(1);
        FakeTeacher.Script script = (text, time) -> {
            paused.countDown();
            return new FakeTeacher.Response(429, Map.of("Retry-After", "600"), "", 0);
        };
        AtomicReference<Throwable> end = new AtomicReference<>();
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            Thread harvest = new Thread(() -> {
                try {
                    run(config(teacher.url(), 4), 8);
                } catch (RuntimeException e) {
                    end.set(e);
                }
            });
            harvest.start();
            assertThat(paused.await(30, TimeUnit.SECONDS)).isTrue();
            harvest.interrupt();
            harvest.join(30_000);
            assertThat(harvest.isAlive()).isFalse();
            assertThat(end.get()).hasMessageContaining("interrupted");
        }
    }

    @Test
    void aKeyRefusedDuringAPauseEndsItAtOnce() throws Exception {
        CountDownLatch paused = new CountDownLatch(1);
        FakeTeacher.Script script = (text, time) -> {
            if (text.equals("message 0")) {
                paused.countDown();
                return new FakeTeacher.Response(429, Map.of("Retry-After", "600"), "", 0);
            }
            // On its way when the pause begins.
            assertThat(paused.await(30, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(300);
            return new FakeTeacher.Response(401, "no such key");
        };
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThatThrownBy(() -> run(config(teacher.url(), 2), 2)).hasMessageContaining("HTTP 401: no such key");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"429", "503", "429 Retry-After: 0", "503 Retry-After: 0.1"})
    void aTeacherThatLetsNothingThroughIsGivenUp(String refusal) throws Exception {
        try (FakeTeacher teacher = new FakeTeacher(LimitedTeacher.of(now -> false, refusal))) {
            assertThatThrownBy(() -> run(config(teacher.url(), 4), 8))
                    .hasMessageContaining("lets no request through")
                    .hasMessageContaining("slow down")
                    .hasMessageContaining("run the same command again; no answer is lost");
            assertThat(teacher.total()).isLessThan(20);
        }
    }

    @Test
    void whatIsMoreByItselfThanALimitAllowsFailsAlone() throws Exception {
        FakeTeacher.Script script = (text, time) -> text.equals("message 1")
                ? new FakeTeacher.Response(429, "Request too large on tokens per min: Limit 10000, Requested 12000")
                : FakeTeacher.answer("x");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThatThrownBy(() -> run(config(teacher.url(), 2), 4)).hasMessageContaining("1 of 4 samples");
            assertThat(teacher.asked()).containsEntry("message 1", 2);
        }
    }
}
