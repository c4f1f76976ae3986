package org.dasllm.trainer.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.llm.FrozenBase;
import org.dasllm.trainer.TinyBase;
import org.junit.jupiter.api.Test;

class TrainConfigTest {
    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> new OptimizerConfig(Double.NaN, Schedule.COSINE, 1.5, 0, 0, 1.0, 0.9, 1e-8, -1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll("learning_rate NaN", "warmup_ratio 1.5", "beta1 1.0", "clip_norm -1.0");
        assertThatThrownBy(
                        () -> new BatchConfig(0, 0, -1, LongerSamples.ERROR, SampleOrder.SHUFFLED, Recompute.AUTO, 1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(
                        "samples_per_step", "max_tokens_per_micro_batch", "max_sequence_length", "token_dropout");
        assertThatThrownBy(() -> new LoraConfig(0, 0, List.of()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll("rank 0", "alpha 0.0", "targets is empty");
        assertThatThrownBy(() -> new LoraConfig(
                        8,
                        16,
                        List.of("q_proj"),
                        List.of(),
                        true,
                        true,
                        1,
                        Map.of("q_proj", 0),
                        Map.of("q_proj", -1.0),
                        FrozenBase.NF4))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(
                        "dropout 1.0", "rank_pattern has rank 0 for 'q_proj'", "alpha_pattern has alpha -1.0");
        assertThatThrownBy(() -> new LoraConfig(8, 16, List.of("(q|v_proj")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'(q|v_proj' is no regular expression")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> new EvaluationConfig(-1, -1, true))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll("every_steps", "patience");
    }

    @Test
    void anAdapterOnRandomWeightsIsRefused() {
        assertThatThrownBy(() -> TinyBase.config(Mode.LORA, true, 1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("from_scratch");
    }

    @Test
    void weightsInFourBitsThatAreToLearnAreRefused() {
        LoraConfig quantised = new LoraConfig(
                8, 16, List.of("q_proj"), List.of(), false, false, 0, Map.of(), Map.of(), FrozenBase.NF4);
        TrainConfig full = TinyBase.config(Mode.FULL, false, 1);
        assertThatThrownBy(() -> new TrainConfig(
                        full.mode(),
                        quantised,
                        full.fromScratch(),
                        full.saveAs(),
                        full.lossOn(),
                        null,
                        full.epochs(),
                        full.seed(),
                        full.batch(),
                        full.optimizer(),
                        full.evaluation(),
                        full.checkpointEverySteps()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("lora.base nf4 needs mode lora");
    }
}
