package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class SideBySideTest {
    @Test
    void bothGoOnAtOnce() throws Exception {
        CountDownLatch one = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);

        String result = SideBySide.run(
                () -> {
                    one.countDown();
                    other.await();
                    return "found";
                },
                () -> {
                    one.await();
                    other.countDown();
                });

        assertThat(result).isEqualTo("found");
    }

    @Test
    void aFailureIsThrownWhenBothHaveEnded() {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();

        assertThatThrownBy(() -> SideBySide.run(
                        () -> {
                            failed.await();
                            Thread.sleep(50);
                            ended.set(true);
                            throw new IllegalStateException("the other");
                        },
                        () -> {
                            failed.countDown();
                            throw new IOException("this one");
                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("this one");
        assertThat(ended).isTrue();
    }

    @Test
    void theOtherThreadsFailureIsThrownAsItIs() {
        assertThatThrownBy(() -> SideBySide.run(
                        () -> {
                            throw new IOException("the other");
                        },
                        () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("the other");
        assertThatThrownBy(() -> SideBySide.run(
                        () -> {
                            throw new AssertionError("the other");
                        },
                        () -> {}))
                .isInstanceOf(AssertionError.class);
    }
}
