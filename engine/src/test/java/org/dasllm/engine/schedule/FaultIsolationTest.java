package org.dasllm.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.generate.DrawOptions;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.LogitOptions;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One request that fails, among thirty: what fails is its own answer. */
final class FaultIsolationTest {
    private static final int VOCABULARY = 40;
    private static final int HIDDEN = 16;
    private static final int CONTEXT = 48;
    /** In the culprit's prompt only: the others' bias keeps it out of their answers. */
    private static final int POISON = 39;

    private static final LogitOptions WITHOUT_POISON = new LogitOptions(0, 0, 1, Map.of(POISON, -1000.0));

    private static final int TOKENS = 12;
    private static final int OTHERS = 29;
    private static final int[] BAD = {3, 4, POISON, 5};

    /** A way for one request to go wrong. */
    record Culprit(String what, Supplier<? extends Throwable> inStep, boolean notANumber, GenerationRequest request) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static GenerationRequest ask(int[] prompt, double temperature, OptionalInt alternatives, String... stop) {
        return ask(prompt, temperature, LogitOptions.NONE, alternatives, stop);
    }

    private static GenerationRequest ask(
            int[] prompt, double temperature, LogitOptions logits, OptionalInt alternatives, String... stop) {
        DrawOptions draw = new DrawOptions(temperature, 0.9, 0, 0, 5);
        return new GenerationRequest(prompt, new GenerationOptions(TOKENS, draw, logits, List.of(stop)), alternatives);
    }

    static Stream<Culprit> culprits() {
        GenerationRequest greedy = ask(BAD, 0, OptionalInt.empty());
        Supplier<Throwable> none = () -> new IllegalStateException("not thrown");
        int[] tooLong = new int[CONTEXT];
        Arrays.fill(tooLong, 3);
        return Stream.of(
                new Culprit(
                        "the step throws", () -> new IllegalStateException("Index 39 out of bounds"), false, greedy),
                new Culprit("the step has no memory", () -> new OutOfMemoryError("Java heap space"), false, greedy),
                new Culprit("the step has no stack", StackOverflowError::new, false, greedy),
                new Culprit("an assertion of the step", () -> new AssertionError("rows"), false, greedy),
                new Culprit("the step fails as it samples", () -> new ArithmeticException(), false, sampled()),
                new Culprit("no number, greedily", none, true, greedy),
                new Culprit("no number, sampled", none, true, sampled()),
                new Culprit("no number, with probabilities", none, true, ask(BAD, 0, OptionalInt.of(3))),
                new Culprit("a prompt longer than the cache", none, false, ask(tooLong, 0, OptionalInt.empty())),
                new Culprit("an empty prompt", none, false, ask(new int[0], 0, OptionalInt.empty())),
                new Culprit("a token beyond", none, false, ask(new int[] {3, VOCABULARY}, 0, OptionalInt.empty())),
                new Culprit("a negative token", none, false, ask(new int[] {-1, 3}, 0, OptionalInt.empty())));
    }

    private static GenerationRequest sampled() {
        return ask(BAD, 0.8, OptionalInt.empty());
    }

    private static LanguageModel model(FaultyDevice device, boolean notANumber) {
        ModelConfig config =
                ModelConfig.llama(VOCABULARY, HIDDEN, 32, 2, 4, 2, CONTEXT).withTiedHead(false);
        LanguageModel model = LanguageModel.random(device, config, 3);
        model.trainableParameters().forEach((name, weight) -> change(name, weight, notANumber));
        return model;
    }

    private static void change(String name, Parameter weight, boolean notANumber) {
        float[] values = weight.read();
        for (int i = 0; i < values.length; i++) {
            boolean poison = i / HIDDEN == POISON;
            if (name.equals("lm_head.weight") && poison) {
                values[i] = 0;
            } else if (name.equals("model.embed_tokens.weight") && poison && notANumber) {
                values[i] = Float.NaN;
            } else if (!name.contains("norm")) {
                values[i] *= 8;
            }
        }
        weight.write(values);
    }

    private static Scheduler scheduler(FaultyDevice device, boolean notANumber, Function<int[], String> decode) {
        return new Scheduler(model(device, notANumber), Set.of(), decode, 30, 30, CONTEXT, false);
    }

    /** Some greedy, some sampled, some with probabilities; their prompts begin like the culprit's and differ then. */
    private static GenerationRequest other(int i) {
        int[] prompt = new int[2 + i % 7];
        prompt[0] = 3;
        for (int at = 1; at < prompt.length; at++) {
            prompt[at] = (i * 5 + at) % (POISON - 1);
        }
        OptionalInt alternatives = i % 5 == 0 ? OptionalInt.of(2) : OptionalInt.empty();
        return ask(prompt, i % 3 == 0 ? 0.7 : 0, WITHOUT_POISON, alternatives);
    }

    private static List<String> answers(Scheduler scheduler, Optional<GenerationRequest> culprit)
            throws InterruptedException {
        List<Job> jobs = new ArrayList<>();
        Job bad = null;
        for (int i = 0; i < OTHERS; i++) {
            if (i == OTHERS / 2 && culprit.isPresent()) {
                bad = submit(scheduler, culprit.get()).orElseThrow();
            }
            jobs.add(submit(scheduler, other(i)).orElseThrow());
        }
        List<String> texts = new ArrayList<>();
        for (Job job : jobs) {
            texts.add(text(job));
        }
        if (bad != null) {
            texts.add(text(bad));
        }
        return texts;
    }

    private static Optional<Job> submit(Scheduler scheduler, GenerationRequest request) {
        return scheduler.submit(request, new JobObserver() {});
    }

    private static String text(Job job) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        Waiting events = new Waiting(job);
        while (true) {
            GenerationEvent event = events.next();
            if (event instanceof GenerationEvent.Text more) {
                text.append(more.text());
            } else if (event instanceof GenerationEvent.Failed failed) {
                return "failed: " + failed.message();
            } else {
                return text.toString();
            }
        }
    }

    private static List<String> right() throws InterruptedException {
        FaultyDevice sound = new FaultyDevice(new ReferenceDevice(), -1, IllegalStateException::new);
        try (Scheduler scheduler = scheduler(sound, false, FaultIsolationTest::spelled)) {
            return answers(scheduler, Optional.empty());
        }
    }

    private static void assertOnlyTheLastFailed(List<String> texts) throws InterruptedException {
        assertThat(texts.subList(0, OTHERS)).isEqualTo(right());
        assertThat(texts.stream().distinct().count()).isGreaterThan(10);
        assertThat(texts.get(OTHERS))
                .startsWith("failed: ")
                .doesNotContain("java.")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("culprits")
    void endsTheOneThatFailsAndNoOther(Culprit culprit) throws InterruptedException {
        int token = culprit.notANumber() ? -1 : POISON;
        FaultyDevice device = new FaultyDevice(new ReferenceDevice(), token, culprit.inStep());
        try (Scheduler scheduler = scheduler(device, culprit.notANumber(), FaultIsolationTest::spelled)) {
            assertOnlyTheLastFailed(answers(scheduler, Optional.of(culprit.request())));
            assertThat(scheduler.state()).isEqualTo(Scheduler.State.RUNNING);
            assertThat(text(submit(scheduler, other(1)).orElseThrow())).isEqualTo(right().get(1));
        }
    }

    @Test
    void endsThoseWhoseTextCannotBeDecoded() throws InterruptedException {
        List<String> whole = right();
        String rare = spelled(new int[] {rarest(whole)});
        assertThat(whole).anyMatch(text -> text.contains(rare)).anyMatch(text -> !text.contains(rare));
        List<Runnable> faults = List.of(
                () -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                () -> {
                    throw new StackOverflowError();
                },
                () -> {
                    throw new IllegalStateException();
                });
        for (Runnable fault : faults) {
            FaultyDevice device = new FaultyDevice(new ReferenceDevice(), -1, IllegalStateException::new);
            try (Scheduler scheduler = scheduler(device, false, ids -> {
                if (spelled(ids).contains(rare)) {
                    fault.run();
                }
                return spelled(ids);
            })) {
                List<String> texts = answers(scheduler, Optional.empty());
                for (int i = 0; i < OTHERS; i++) {
                    if (whole.get(i).contains(rare)) {
                        assertThat(texts.get(i)).startsWith("failed: ");
                    } else {
                        assertThat(texts.get(i)).isEqualTo(whole.get(i));
                    }
                }
                assertThat(scheduler.state()).isEqualTo(Scheduler.State.RUNNING);
            }
        }
    }

    /** Of the tokens in the answers, the one in the fewest of them. */
    private static int rarest(List<String> answers) {
        return IntStream.range(0, VOCABULARY)
                .boxed()
                .filter(token -> count(answers, token) > 0)
                .min(Comparator.comparingLong(token -> count(answers, token)))
                .orElseThrow();
    }

    private static long count(List<String> answers, int token) {
        String spelled = spelled(new int[] {token});
        return answers.stream().filter(answer -> answer.contains(spelled)).count();
    }

    private static String spelled(int[] ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> String.valueOf((char) ('A' + id)))
                .collect(Collectors.joining());
    }

    @Test
    void aStopTextAndOneThatLeavesEndNoOther() throws InterruptedException {
        FaultyDevice device = new FaultyDevice(new ReferenceDevice(), -1, IllegalStateException::new);
        List<String> whole = right();
        try (Scheduler scheduler = scheduler(device, false, FaultIsolationTest::spelled)) {
            GenerationRequest stopped = ask(
                    other(1).prompt(),
                    0,
                    WITHOUT_POISON,
                    OptionalInt.empty(),
                    whole.get(1).substring(2, 5));
            Job gone = submit(scheduler, other(2)).orElseThrow();
            try (gone) {
                assertThat(new Waiting(gone).next()).isInstanceOf(GenerationEvent.Text.class);
            }
            List<String> texts = answers(scheduler, Optional.of(stopped));
            assertThat(texts.subList(0, OTHERS)).isEqualTo(whole);
            assertThat(whole.get(1)).startsWith(texts.get(OTHERS)).isNotEqualTo(texts.get(OTHERS));
        }
    }

    @Test
    void oneThatFailsAloneOnAnIdleServerDoesNotBreakIt() throws InterruptedException {
        FaultyDevice device =
                new FaultyDevice(new ReferenceDevice(), POISON, () -> new IllegalStateException("poison"));
        try (Scheduler scheduler = scheduler(device, false, FaultIsolationTest::spelled)) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(submit(scheduler, sampled()).orElseThrow())).contains("poison");
            }
            assertThat(text(submit(scheduler, other(4)).orElseThrow())).isEqualTo(right().get(4));
            assertThat(scheduler.state()).isEqualTo(Scheduler.State.RUNNING);
        }
    }

    @Test
    void aFaultThatHitsAllAndTheDevicesOwnTrialBreaksIt() throws InterruptedException {
        FaultyDevice device = new FaultyDevice(new ReferenceDevice(), -1, () -> new IllegalStateException("gone"));
        try (Scheduler scheduler = scheduler(device, false, FaultIsolationTest::spelled)) {
            device.fail(true);
            Job one = submit(scheduler, other(1)).orElseThrow();
            assertThat(text(one)).startsWith("failed: ").contains("gone");
            for (int i = 0; i < 6000 && scheduler.state() == Scheduler.State.RUNNING; i++) {
                Thread.sleep(10);
            }
            assertThat(scheduler.state()).isEqualTo(Scheduler.State.BROKEN);
            assertThat(submit(scheduler, other(3))).isEmpty();
        }
    }
}
