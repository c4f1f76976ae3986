package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ThreadLoopTest {
    @Test
    void anErrorOfItsWorkIsTold() throws Exception {
        BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
        try (ThreadLoop loop = new ThreadLoop(failures::add)) {
            loop.execute(() -> {
                throw new OutOfMemoryError("no memory");
            });
            assertThat(failures.poll(10, TimeUnit.SECONDS)).hasRootCauseMessage("no memory");
            loop.execute(() -> failures.add(new IllegalStateException("next")));
            assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("next");
        }
    }
}
