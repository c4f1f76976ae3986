package org.dasllm.model.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Argmax;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that grow token by token over a cache, with every family's windows and soft caps. */
class FamilyGenerationTest {
    private static final int PROMPT = 11;
    private static final int LENGTH = 40;

    static Stream<Arguments> devicesAndFamilies() {
        return FamilyFixture.onEveryDevice(FamilyFixture.FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("devicesAndFamilies")
    void theCacheGivesTheLogitsOfWholeTexts(String deviceName, String family) {
        FamilyFixture fixture = FamilyFixture.of(family);
        double bound = deviceName.equals("reference") ? 1e-9 : 1e-4;
        try (Device device = EveryDevice.open(deviceName);
                LanguageModel model = fixture.load(device);
                KeyValueCache cache = model.keyValueCache(3, LENGTH)) {
            int vocabulary = model.config().vocabularySize();
            // Two texts that share a prompt's length, in slots that are not the first ones.
            int[][] texts = {Arrays.copyOf(fixture.ids(), LENGTH), Arrays.copyOfRange(fixture.ids(), 7, 7 + LENGTH)};
            float[][] last = step(model, cache, texts, 0, PROMPT);
            for (int end = PROMPT; end < LENGTH; end++) {
                for (int text = 0; text < texts.length; text++) {
                    texts[text][end] = Argmax.of(last[text], 0, last[text].length);
                }
                last = step(model, cache, texts, end, end + 1);
            }
            for (int text = 0; text < texts.length; text++) {
                float[] whole;
                try (Pass pass = device.inferencePass()) {
                    whole = model.logits(pass, texts[text], new Packing(LENGTH));
                }
                assertThat(Distance.largest(
                                last[text], Arrays.copyOfRange(whole, (LENGTH - 1) * vocabulary, LENGTH * vocabulary)))
                        .isLessThan(bound);
                for (int end = PROMPT; end < LENGTH; end++) {
                    float[] row = Arrays.copyOfRange(whole, (end - 1) * vocabulary, end * vocabulary);
                    assertThat(Argmax.of(row, 0, row.length))
                            .as("token %d", end)
                            .isEqualTo(texts[text][end]);
                }
            }
        }
    }

    /** The logits after the last of the new tokens, text by text. */
    private static float[][] step(LanguageModel model, KeyValueCache cache, int[][] texts, int from, int to) {
        int[] ids = Arrays.stream(texts)
                .flatMapToInt(text -> Arrays.stream(text, from, to))
                .toArray();
        int[] starts = {from, from};
        int[] lengths = {to - from, to - from};
        try (Pass pass = model.device().inferencePass()) {
            float[] logits = pass.download(
                    model.nextLogits(pass, ids, cache, new CachedRows(new int[] {2, 1}, starts, lengths)));
            int vocabulary = model.config().vocabularySize();
            return new float[][] {
                Arrays.copyOf(logits, vocabulary), Arrays.copyOfRange(logits, vocabulary, 2 * vocabulary)
            };
        }
    }
}
