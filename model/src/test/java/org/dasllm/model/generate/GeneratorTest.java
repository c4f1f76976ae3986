package org.dasllm.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.SharedData;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {
    private static final List<String> BEGINNINGS = List.of(
            "Once upon a time",
            "Lily and Tom",
            "The dog was very happy because he had found a big bone in the garden and",
            "One day",
            "\"No!\" said",
            "A",
            "Mom and Dad went to the park with Ben and his little sister",
            "It was dark");

    static List<String> devices() {
        return EveryDevice.names();
    }

    private static List<int[]> prompts(Tokenizer tokenizer) {
        return tokenizer.encode(BEGINNINGS, true);
    }

    private static List<String> describe(List<Completion> completions) {
        return completions.stream()
                .map(each -> each.reason() + " " + each.promptTokens() + " " + each.tokens().length + " " + each.text())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void batchedIsAsOneByOne(String deviceName) {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.open(deviceName);
                Tokenizer tokenizer = Tokenizer.load(dir);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            List<int[]> prompts = prompts(tokenizer);
            GenerationOptions sampled = new GenerationOptions(24, 0.8, 0.9, 7, List.of("\n", " the"));
            for (GenerationOptions options : List.of(GenerationOptions.greedy(24), sampled)) {
                List<String> alone =
                        describe(new Generator(model, tokenizer, 1).generate(prompts, options, Progress.SILENT));
                assertThat(alone).doesNotHaveDuplicates();
                for (int slots : new int[] {3, 20}) {
                    assertThat(describe(
                                    new Generator(model, tokenizer, slots).generate(prompts, options, Progress.SILENT)))
                            .isEqualTo(alone);
                }
            }
        }
    }

    @Test
    void answersEndAtStopTextsAndLimits() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.reference();
                Tokenizer tokenizer = Tokenizer.load(dir);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            Generator generator = new Generator(model, tokenizer, 2);
            List<int[]> begin = List.of(new int[] {1});
            Completion stopped = generator
                    .generate(begin, new GenerationOptions(50, 0, 1, 0, List.of(" named")), Progress.SILENT)
                    .get(0);
            assertThat(stopped.text()).isEqualTo("Once upon a time, there was a little girl");
            assertThat(stopped.reason()).isEqualTo(FinishReason.STOP);
            Completion limited = generator
                    .generate(begin, GenerationOptions.greedy(5), Progress.SILENT)
                    .get(0);
            assertThat(limited.tokens()).containsExactly(403, 407, 261, 378, 432);
            assertThat(limited.reason()).isEqualTo(FinishReason.LENGTH);
            assertThat(limited.promptTokens()).isEqualTo(1);
        }
    }

    @Test
    void aScoredAnswerIsTheSameWithTheProductOfItsTokensProbabilities() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.reference();
                Tokenizer tokenizer = Tokenizer.load(dir);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Batch batch = new Batch(model, Set.of(378), 1, 10)) {
            double[] product = {1};
            batch.add(
                    new int[] {1},
                    logits -> {
                        int best = 0;
                        double sum = 0;
                        for (int i = 0; i < logits.length; i++) {
                            best = logits[i] > logits[best] ? i : best;
                        }
                        for (float logit : logits) {
                            sum += Math.exp(logit - logits[best]);
                        }
                        product[0] /= sum;
                        return best;
                    },
                    5);
            while (batch.active() > 0) {
                batch.step();
            }
            // The fourth token of this beginning, 378, ended it above; the generator has it as a limit.
            Generator generator = new Generator(model, tokenizer, 2);
            List<int[]> twice = List.of(new int[] {1}, new int[] {1});
            List<Completion> scored = generator.scored(twice, GenerationOptions.greedy(4), Progress.SILENT);
            assertThat(scored).allSatisfy(each -> {
                assertThat(each.tokens()).containsExactly(403, 407, 261, 378);
                assertThat(Math.exp(each.logProbability().orElseThrow())).isCloseTo(product[0], within(1e-6));
            });
            assertThat(product[0]).isBetween(0.01, 0.99);
            assertThat(generator
                            .generate(twice, GenerationOptions.greedy(4), Progress.SILENT)
                            .get(0)
                            .logProbability())
                    .isEmpty();
        }
    }

    @Test
    void aPromptIsNotKeptWaitingByThoseThatComeLater() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.open("onednn");
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Batch batch = new Batch(model, Set.of(), 4, 402)) {
            int came = 0;
            int last = -1;
            while (batch.freeSlots() > 0) {
                last = batch.add(longPrompt(came++), Sampler.greedy(), 1);
            }
            List<Integer> answered = new ArrayList<>();
            // 1,600 rows of prompts, 512 a step; who is answered makes room for another, which must wait for its turn.
            for (int step = 0; step < 4; step++) {
                batch.step().forEach(token -> answered.add(token.slot()));
                while (batch.freeSlots() > 0) {
                    batch.add(longPrompt(came++), Sampler.greedy(), 1);
                }
            }
            assertThat(answered).contains(last);
        }
    }

    /** 400 tokens that begin unlike all others. */
    private static int[] longPrompt(int number) {
        int[] prompt =
                IntStream.range(0, 400).map(i -> 3 + (i * 7 + number) % 500).toArray();
        prompt[0] = 10 + number;
        return prompt;
    }

    @Test
    void anEndTokenEndsAnAnswerAndIsNoPartOfIt() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.reference();
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Batch batch = new Batch(model, Set.of(261), 1, 10)) {
            batch.add(new int[] {1}, Sampler.greedy(), 50);
            assertThat(batch.step()).containsExactly(new NextToken(0, 403, Optional.empty(), false));
            assertThat(batch.step()).containsExactly(new NextToken(0, 407, Optional.empty(), false));
            assertThat(batch.active()).isEqualTo(1);
            assertThat(batch.step()).containsExactly(new NextToken(0, 261, Optional.of(FinishReason.STOP), true));
            assertThat(batch.active()).isZero();
            assertThat(batch.step()).isEmpty();
        }
    }

    @Test
    void theContextIsNeverOverrun() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.reference();
                Tokenizer tokenizer = Tokenizer.load(dir);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            Generator generator = new Generator(model, tokenizer, 2);
            int[] long511 = IntStream.range(0, 511).map(i -> i == 0 ? 1 : 403).toArray();
            Completion last = generator
                    .generate(List.of(long511), GenerationOptions.greedy(100), Progress.SILENT)
                    .get(0);
            assertThat(last.tokens()).hasSize(2);
            assertThat(last.reason()).isEqualTo(FinishReason.LENGTH);
            int[] long512 = IntStream.range(0, 512).map(i -> i == 0 ? 1 : 403).toArray();
            assertThatThrownBy(() ->
                            generator.generate(List.of(long511, long512), GenerationOptions.greedy(1), Progress.SILENT))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("512 tokens");
            assertThatThrownBy(
                            () -> generator.generate(List.of(new int[0]), GenerationOptions.greedy(1), Progress.SILENT))
                    .isInstanceOf(DasllmException.class);
            assertThat(generator.generate(List.of(), GenerationOptions.greedy(1), Progress.SILENT))
                    .isEmpty();
        }
    }

    @Test
    void aLongPromptComesInPiecesWhileOthersGoOn() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.reference();
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Batch batch = new Batch(model, Set.of(), 4, 512)) {
            int[] prompt = prompt(300, 0);
            List<Integer> expected = alone(model, prompt, 8);
            List<List<Integer>> tokens = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                batch.add(prompt, Sampler.greedy(), 8);
                tokens.add(new ArrayList<>());
            }
            // 900 rows of prompts are more than one step takes: the first prompt gives a token, the third none yet.
            List<Integer> firstStep = new ArrayList<>();
            batch.step().forEach(token -> {
                firstStep.add(token.slot());
                tokens.get(token.slot()).add(token.token());
            });
            assertThat(firstStep).containsExactly(0);
            toTheEnd(batch, tokens);
            assertThat(tokens).containsExactly(expected, expected, expected);
        }
    }

    @Test
    void aRemovedSequencesSlotServesTheNext() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.reference();
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Batch batch = new Batch(model, Set.of(), 1, 64)) {
            int slot = batch.add(new int[] {1, 300, 301, 302}, Sampler.greedy(), 50);
            batch.step();
            batch.step();
            assertThatThrownBy(() -> batch.add(new int[] {1}, Sampler.greedy(), 5))
                    .isInstanceOf(IllegalStateException.class);
            batch.remove(slot);
            assertThat(batch.freeSlots()).isEqualTo(1);
            assertThat(batch.add(new int[] {1}, Sampler.greedy(), 5)).isEqualTo(slot);
            assertThat(batch.step()).extracting(NextToken::token).containsExactly(403);
        }
    }

    @Test
    void whatASlotHoldsOfAPromptIsNotComputedAgain() {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.reference();
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Batch batch = new Batch(model, Set.of(), 2, 512)) {
            batch.add(prompt(400, 0), Sampler.greedy(), 8);
            batch.add(prompt(400, 0), Sampler.greedy(), 8);
            while (batch.active() > 0) {
                batch.step();
            }
            // Two whole prompts are more than one step takes; of these, each slot holds the first 350 tokens.
            int[] first = prompt(400, 350);
            int[] second = Arrays.copyOf(prompt(400, 0), 350);
            batch.add(first, Sampler.greedy(), 8);
            batch.add(second, Sampler.greedy(), 8);
            List<List<Integer>> tokens = List.of(new ArrayList<>(), new ArrayList<>());
            batch.step().forEach(token -> tokens.get(token.slot()).add(token.token()));
            assertThat(tokens).allSatisfy(of -> assertThat(of).hasSize(1));
            toTheEnd(batch, tokens);
            assertThat(tokens).containsExactly(alone(model, first, 8), alone(model, second, 8));
        }
    }

    /** Tokens that are others from a place on, where that is not 0. */
    private static int[] prompt(int length, int othersFrom) {
        return IntStream.range(0, length)
                .map(i -> i == 0 ? 1 : 259 + (othersFrom > 0 && i >= othersFrom ? 7 * i : i) % 200)
                .toArray();
    }

    /** What follows a prompt in a batch of its own. */
    private static List<Integer> alone(LanguageModel model, int[] prompt, int tokens) {
        List<Integer> followed = new ArrayList<>();
        try (Batch batch = new Batch(model, Set.of(), 1, 512)) {
            assertThat(batch.add(prompt, Sampler.greedy(), tokens)).isZero();
            toTheEnd(batch, List.of(followed));
        }
        return followed;
    }

    /** Adds what follows to the list of its slot. */
    private static void toTheEnd(Batch batch, List<List<Integer>> bySlot) {
        while (batch.active() > 0) {
            batch.step().forEach(token -> bySlot.get(token.slot()).add(token.token()));
        }
    }
}
