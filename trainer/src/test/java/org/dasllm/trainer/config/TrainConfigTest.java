package org.dasllm.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.model.llm.FrozenBase;
import org.dasllm.trainer.TinyBase;
import org.junit.jupiter.api.Test;

class TrainConfigTest {
    @Test
    void everyKeyAndItsDefaultIsThis() {
        TrainConfig config = ConfigBinder.bind(ConfigSource.json("""
                {}""", "the test"), TrainConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("""
                {"mode":"lora","lora":{"rank":16,"alpha":32.0,"targets":["all-linear"],"exclude":[],"rslora":false,"dora":false,\
                "dropout":0.0,"rank_pattern":{},"alpha_pattern":{},"base":"stored"},"from_scratch":false,"save_as":"f32",\
                "loss_on":"completion","epochs":3,"seed":0,"batch":{"samples_per_step":16,"max_tokens_per_micro_batch":2048,\
                "max_sequence_length":0,"longer_samples":"error","order":"shuffled","recompute":"auto","token_dropout":0.0},\
                "optimizer":{"learning_rate":2.0E-4,"schedule":"cosine","warmup_ratio":0.03,"minimum_ratio":0.0,\
                "weight_decay":0.0,"beta1":0.9,"beta2":0.999,"epsilon":1.0E-8,"clip_norm":1.0},\
                "evaluation":{"every_steps":0,"patience":0,"keep_best":true},"checkpoint_every_steps":100}""");
    }

    @Test
    void everyKeyOfDistillationAndItsDefaultIsThis() {
        DistillationConfig config = ConfigBinder.bind(ConfigSource.json("""
                {}""", "the test"), DistillationConfig.class);
        assertThat(Json.line(ConfigJson.of(config))).isEqualTo("""
                {"weight":0.5,"beta":0.0,"temperature":1.0}""");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> new OptimizerConfig(Double.NaN, Schedule.COSINE, 1.5, 0, 0, 1.0, 0.9, 1e-8, -1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(
                        "'learning_rate' is above 0, not NaN",
                        "'warmup_ratio'",
                        "'beta1'",
                        "'clip_norm' is at least 0, not -1.0");
        assertThatThrownBy(
                        () -> new BatchConfig(0, 0, -1, LongerSamples.ERROR, SampleOrder.SHUFFLED, Recompute.AUTO, 1))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(
                        "samples_per_step", "max_tokens_per_micro_batch", "max_sequence_length", "token_dropout");
        assertThatThrownBy(() -> new LoraConfig(0, 0, List.of()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(
                        "'rank' is above 0, not 0", "'alpha' is above 0, not 0.0", "'targets' is empty");
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
                        "'dropout' is a probability from 0 to less than 1, not 1.0",
                        "'rank_pattern' has rank 0 for 'q_proj'",
                        "'alpha_pattern' has alpha -1.0");
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
                .hasMessageContaining("'lora' has base nf4, which needs mode lora");
    }
}
