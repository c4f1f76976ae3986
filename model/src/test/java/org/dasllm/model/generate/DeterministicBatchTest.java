package org.dasllm.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.SharedData;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bits of the logits, and not the tokens alone, since most differences of rounding change no token. */
final class DeterministicBatchTest {
    private static final int NEW_TOKENS = 6;

    static List<String> devices() {
        return EveryDevice.names();
    }

    /** Takes the most probable token, and keeps the bits of all logits. */
    private static final class Recording implements Sampler {
        final List<Integer> bits = new ArrayList<>();

        @Override
        public int next(float[] logits) {
            bits.add(Arrays.hashCode(logits));
            return Sampler.greedy().next(logits);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void anAnswerHasTheSameBitsWhateverIsBesideItBeforeItAndInWhichPieces(String name) {
        Path dir = SharedData.folder("stories260K");
        try (Device device = EveryDevice.open(name);
                Tokenizer tokenizer = Tokenizer.load(dir);
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty())) {
            if (device.repeatableRows() == 0) {
                assertThatThrownBy(() -> new Batch(model, Set.of(), 1, 64, true))
                        .isInstanceOf(DasllmException.class)
                        .hasMessageContaining(device.name());
                return;
            }
            List<int[]> prompts = tokenizer.encode(
                    List.of(
                            "One day",
                            "One day a little girl and her dog went to the park to play with the ball and",
                            "One day a little girl and her cat",
                            "It was dark"),
                    true);
            List<Set<List<Integer>>> answers = new ArrayList<>();
            prompts.forEach(prompt -> answers.add(new TreeSet<>(Comparator.comparing(List::toString))));
            for (int slots : new int[] {1, 3, 4}) {
                for (int promptRows : new int[] {3, 17, 512}) {
                    try (Batch batch = new Batch(model, Set.of(), slots, 64, true, promptRows)) {
                        // The second time the slots hold beginnings of the same prompts.
                        answer(batch, prompts, answers);
                        answer(batch, prompts, answers);
                    }
                }
            }
            answers.forEach(each -> assertThat(each).hasSize(1));
        }
    }

    private static void answer(Batch batch, List<int[]> prompts, List<Set<List<Integer>>> answers) {
        List<Recording> recordings = new ArrayList<>();
        while (recordings.size() < prompts.size() || batch.active() > 0) {
            while (recordings.size() < prompts.size() && batch.freeSlots() > 0) {
                Recording recording = new Recording();
                batch.add(prompts.get(recordings.size()), recording, NEW_TOKENS);
                recordings.add(recording);
            }
            batch.step();
        }
        for (int i = 0; i < recordings.size(); i++) {
            assertThat(recordings.get(i).bits).hasSize(NEW_TOKENS);
            answers.get(i).add(recordings.get(i).bits);
        }
    }
}
