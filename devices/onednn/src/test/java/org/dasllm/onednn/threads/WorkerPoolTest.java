package org.dasllm.onednn.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.dasllm.onednn.memory.NativeMemory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    @BeforeAll
    static void load() {
        OneDnnLibrary.load();
    }

    @Test
    void runsEveryItemOnceAgainAndAgain() {
        try (NativeMemory memory = new NativeMemory();
                WorkerPool pool = new WorkerPool(4, memory)) {
            for (int round = 0; round < 2_000; round++) {
                AtomicIntegerArray counts = new AtomicIntegerArray(round % 40);
                pool.run(counts.length(), (item, worker) -> counts.incrementAndGet(item));
                for (int i = 0; i < counts.length(); i++) {
                    assertThat(counts.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void wakesUpAfterASleep() throws InterruptedException {
        try (NativeMemory memory = new NativeMemory();
                WorkerPool pool = new WorkerPool(2, memory)) {
            for (int round = 0; round < 5; round++) {
                Thread.sleep(20);
                AtomicIntegerArray counts = new AtomicIntegerArray(8);
                pool.run(8, (item, worker) -> counts.incrementAndGet(item));
                assertThat(counts).hasToString("[1, 1, 1, 1, 1, 1, 1, 1]");
            }
        }
    }

    @Test
    void anItemsExceptionReachesTheCaller() {
        try (NativeMemory memory = new NativeMemory();
                WorkerPool pool = new WorkerPool(3, memory)) {
            assertThatThrownBy(() -> pool.run(10, (item, worker) -> {
                        if (item == 7) {
                            throw new IllegalArgumentException("seven");
                        }
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("seven");
            AtomicIntegerArray counts = new AtomicIntegerArray(3);
            pool.run(3, (item, worker) -> counts.incrementAndGet(item));
            assertThat(counts).hasToString("[1, 1, 1]");
        }
    }
}
