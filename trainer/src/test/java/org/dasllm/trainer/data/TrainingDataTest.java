package org.dasllm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.tensor.Loss;
import org.dasllm.trainer.TinyBase;
import org.dasllm.trainer.config.BatchConfig;
import org.dasllm.trainer.config.LossOn;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataTest {
    @TempDir
    private Path dir;

    private Path base = Path.of("");

    @BeforeEach
    void writeBase() {
        base = TinyBase.write(dir.resolve("base"), false);
    }

    private TrainingData load(TrainConfig config, Path file) {
        return TrainingData.load(config, ModelConfig.read(base), base, List.of(file), Optional.empty());
    }

    private static TrainConfig config(LossOn lossOn, BatchConfig batch) {
        return TinyBase.with(TinyBase.with(TinyBase.config(Mode.LORA, false, 1), batch), "lossOn", lossOn);
    }

    private static Sample sample(String id, String prompt, @Nullable String completion) {
        return new Sample(id, "g", null, List.of(Message.user(prompt)), completion, null, Map.of(), null);
    }

    @Test
    void targetsAreTheCompletionOrEverything() {
        Path file = TinyBase.writeSamples(dir.resolve("t.jsonl"), 0, 1);
        BatchConfig batch = TinyBase.batch(4, 96, 0);
        TrainingSample completion =
                load(config(LossOn.COMPLETION, batch), file).train().get(0);
        TrainingSample all = load(config(LossOn.ALL, batch), file).train().get(0);
        int prompt = completion.promptRows();
        assertThat(completion.ids()).isEqualTo(all.ids());
        assertThat(completion.targetTokens()).isEqualTo(completion.length() - prompt + 1);
        assertThat(completion.targets()[prompt - 2]).isEqualTo(Loss.IGNORED);
        assertThat(all.targetTokens()).isEqualTo(all.length());
        assertThat(all.promptRows()).isEqualTo(prompt);
        for (int i = 0; i + 1 < all.length(); i++) {
            assertThat(all.targets()[i]).isEqualTo(all.ids()[i + 1]);
        }
    }

    @Test
    void aSampleThatIsTooLongIsAnErrorOrCounted() {
        Path file = dir.resolve("t.jsonl");
        SampleFile.write(
                file, List.of(sample("short", "My card", "x"), sample("long", "My card is lost ".repeat(30), "x")));
        TrainConfig strict =
                TinyBase.with(config(LossOn.COMPLETION, TinyBase.batch(4, 96, 0)), "batch/maxSequenceLength", 20);
        assertThatThrownBy(() -> load(strict, file))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'long'")
                .hasMessageContaining("20 tokens")
                .hasMessageContaining("batch.longer_samples");
        TrainConfig lenient =
                TinyBase.with(config(LossOn.COMPLETION, TinyBase.batch(4, 96, 0)), "batch/longerSamples", "DROP");
        TrainingData data = load(lenient, file);
        assertThat(data.longer()).isEqualTo(new LongerCount(1, 0, 0));
        assertThat(data.notes()).containsExactly("1 samples are longer than the limit and are left out");
        assertThat(data.train()).extracting(TrainingSample::id).containsExactly("short");
    }

    @Test
    void aSampleMustFitAMicroBatch() {
        Path file = TinyBase.writeSamples(dir.resolve("t.jsonl"), 0, 1);
        assertThatThrownBy(() -> load(config(LossOn.COMPLETION, TinyBase.batch(4, 5, 0)), file))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'s0'")
                .hasMessageContaining("max_tokens_per_micro_batch");
    }

    @Test
    void aSampleWithoutCompletionIsNamed() {
        Path file = dir.resolve("t.jsonl");
        SampleFile.write(file, List.of(sample("bare", "My card", null)));
        assertThatThrownBy(() -> load(config(LossOn.COMPLETION, TinyBase.batch(4, 96, 0)), file))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'bare'")
                .hasMessageContaining("no completion");
    }

    @Test
    void dropoutTakesOrdinaryTokensOfTheVocabulary() {
        Path file = TinyBase.writeSamples(dir.resolve("t.jsonl"), 0, 20);
        TrainingData data = load(config(LossOn.COMPLETION, TinyBase.batch(4, 96, 0.9)), file);
        TrainingSample sample = data.train().get(0);
        TrainingSample noisy = data.dropout().apply(sample, 0, 0);
        assertThat(noisy.ids()).isNotEqualTo(sample.ids());
        for (int i = 0; i < noisy.length(); i++) {
            if (sample.ids()[i] < 2) { // <|im_start|> and <|im_end|>
                assertThat(noisy.ids()[i]).isEqualTo(sample.ids()[i]);
            } else {
                assertThat(noisy.ids()[i]).isBetween(2, 299);
            }
        }
    }
}
