package org.dasllm.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that generates nothing, beside answers. */
final class DeviceWorkTest {
    private static final int VOCABULARY = 40;
    private static final int CONTEXT = 64;
    private static final int ANSWER = CONTEXT - 2;
    private static final int PATIENCE = 60;

    private LanguageModel model;
    private Scheduler scheduler;

    @BeforeEach
    void start() {
        model = LanguageModel.random(new ReferenceDevice(), ModelConfig.llama(VOCABULARY, 8, 16, 1, 2, 1, CONTEXT), 1);
        scheduler = new Scheduler(model, Set.of(), ids -> "x".repeat(ids.length), 1, 1, CONTEXT, false);
    }

    @AfterEach
    void stop() {
        scheduler.close();
        model.close();
    }

    private Job job() {
        return scheduler
                .submit(
                        new GenerationRequest(new int[] {1}, GenerationOptions.greedy(ANSWER), OptionalInt.empty()),
                        new JobObserver() {})
                .orElseThrow();
    }

    @Test
    void anAnswerGoesOnBetweenThePieces() throws Exception {
        // The first piece asks for the answer, which has fewer tokens than there are pieces: where they take turns, as
        // many pieces as it
        // has tokens see it under way, and the last ones do not.
        List<Integer> active = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        CompletableFuture<List<Integer>> work = scheduler
                .compute(device -> {
                    if (jobs.isEmpty()) {
                        jobs.add(job());
                    }
                    active.add(scheduler.active());
                    return active.size() == 2 * CONTEXT ? Optional.of(active) : Optional.empty();
                })
                .orElseThrow();
        List<Integer> seen = work.get(PATIENCE, TimeUnit.SECONDS);
        assertThat(seen.stream().filter(count -> count == 1).count()).isEqualTo(ANSWER);
        assertThat(seen.get(seen.size() - 1)).isZero();
    }

    @Test
    void whatFailsFailsAlone() throws Exception {
        Waiting answer = new Waiting(job());
        CompletableFuture<Integer> work = scheduler
                .<Integer>compute(device -> {
                    throw new OutOfMemoryError("Java heap space");
                })
                .orElseThrow();
        assertThatThrownBy(() -> work.get(PATIENCE, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OutOfMemoryError.class);
        GenerationEvent event;
        do {
            event = answer.next();
        } while (event instanceof GenerationEvent.Text);
        assertThat(event).isInstanceOf(GenerationEvent.Finished.class);
        assertThat(scheduler.state()).isEqualTo(Scheduler.State.RUNNING);
    }

    @Test
    void asMuchWaitsAsMayAndWhoLeavesTakesItsWorkAlong() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Integer> first = scheduler
                .compute(device -> {
                    begun.countDown();
                    try {
                        go.await(PATIENCE, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Optional.<Integer>empty();
                })
                .orElseThrow();
        assertThat(begun.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        AtomicInteger pieces = new AtomicInteger();
        CompletableFuture<Integer> second = scheduler
                .compute(device -> Optional.of(pieces.incrementAndGet()))
                .orElseThrow();
        assertThat(scheduler.compute(device -> Optional.of(1))).isEmpty();
        first.cancel(false);
        go.countDown();
        assertThat(second.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void theProbabilitiesOfAPromptAreThoseOfItsTokensOneByOne() throws Exception {
        int[] prompt = new int[CONTEXT];
        Arrays.setAll(prompt, i -> (i * 7 + 3) % VOCABULARY);
        List<List<TokenProbability>> scored = scheduler
                .compute(new PromptProbabilities(List.of(prompt, new int[] {5}), 1))
                .orElseThrow()
                .get(PATIENCE, TimeUnit.SECONDS);
        assertThat(scored.get(1)).isEmpty();
        assertThat(scored.get(0)).hasSize(CONTEXT - 1);
        for (int i = 1; i < CONTEXT; i++) {
            TokenProbability token = scored.get(0).get(i - 1);
            assertThat(token.token()).isEqualTo(prompt[i]);
            assertThat(token.logProbability())
                    .isNegative()
                    .isLessThanOrEqualTo(token.alternatives().get(0).logProbability());
        }
    }
}
