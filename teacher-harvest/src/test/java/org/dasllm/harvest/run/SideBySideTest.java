package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SideBySideTest {
    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void whatFailsLeavesTheOthersAndIsToldInTheirOrder() {
        CountDownLatch others = new CountDownLatch(1);
        List<String> ended = new CopyOnWriteArrayList<>();
        List<String> told = new CopyOnWriteArrayList<>();
        Map<String, Runnable> works = new LinkedHashMap<>();
        works.put("slow", () -> {
            await(others);
            throw new IllegalArgumentException("slow");
        });
        works.put("quick", () -> {
            throw new IllegalStateException("quick");
        });
        works.put("good", () -> {
            ended.add("good");
            others.countDown();
        });
        Map<String, RuntimeException> failures = SideBySide.run(works, (name, why) -> told.add(name));
        assertThat(failures.keySet()).containsExactly("slow", "quick");
        assertThat(failures.get("slow")).hasMessage("slow");
        assertThat(told).containsExactlyInAnyOrder("slow", "quick");
        assertThat(ended).containsExactly("good");
    }

    @Test
    void whoIsInterruptedInterruptsAllAndWaitsForThem() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        List<String> broughtHome = new CopyOnWriteArrayList<>();
        Map<String, Runnable> works = new LinkedHashMap<>();
        for (String name : List.of("a", "b")) {
            works.put(name, () -> {
                begun.countDown();
                try {
                    Thread.sleep(30_000);
                } catch (InterruptedException e) {
                    broughtHome.add(name);
                }
            });
        }
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            SideBySide.run(works, (name, why) -> {});
            interrupted.add(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await(begun);
        caller.interrupt();
        caller.join(20_000);
        assertThat(broughtHome).containsExactlyInAnyOrder("a", "b");
        assertThat(interrupted).containsExactly(true);
    }

    @Test
    void anErrorOfTheMachineEndsTheCaller() {
        Map<String, Runnable> works = new LinkedHashMap<>();
        AtomicReference<@Nullable Thread> other = new AtomicReference<>();
        works.put("a", () -> {
            throw new OutOfMemoryError("a test's");
        });
        works.put("b", () -> other.set(Thread.currentThread()));
        assertThatThrownBy(() -> SideBySide.run(works, (name, why) -> {}))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("a test's");
        assertThat(other.get()).isNotNull().isNotSameAs(Thread.currentThread());
    }

    @Test
    void oneAloneNeedsNoThread() {
        List<Thread> threads = new ArrayList<>();
        SideBySide.run(Map.of("a", () -> threads.add(Thread.currentThread())), (name, why) -> {});
        assertThat(threads).containsExactly(Thread.currentThread());
    }
}
