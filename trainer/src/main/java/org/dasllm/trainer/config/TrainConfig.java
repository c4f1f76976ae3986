package org.dasllm.trainer.config;

import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.model.llm.FrozenBase;
import org.jspecify.annotations.Nullable;

/**
 * A training run. Together with the base model, the samples and the device it decides every number of the run.
 *
 * @param mode what learns
 * @param lora the adapters, in {@link Mode#LORA}
 * @param fromScratch whether the base folder gives only config.json and the tokenizer, and the weights begin at random
 * @param saveAs how the weights of a whole model are stored, in {@link Mode#FULL}; adapters are always float32
 * @param lossOn which tokens are learnt
 * @param distillation learning from the teacher's distributions; null for its answers alone
 * @param epochs how often every sample is seen
 * @param seed decides first values, order and dropout
 * @param batch what one update sees
 * @param optimizer how it changes the weights
 * @param evaluation what is done with the validation samples
 * @param checkpointEverySteps steps from one checkpoint to the next; 0 for the end of every epoch
 */
public record TrainConfig(
        @Default("lora") Mode mode,
        @Default("{}") LoraConfig lora,
        @Default("false") boolean fromScratch,
        @Default("f32") SaveAs saveAs,
        @Default("completion") LossOn lossOn,
        @Nullable DistillationConfig distillation,
        @Default("3") int epochs,
        @Default("0") long seed,
        @Default("{}") BatchConfig batch,
        @Default("{}") OptimizerConfig optimizer,
        @Default("{}") EvaluationConfig evaluation,
        @Default("100") int checkpointEverySteps) {

    public TrainConfig {
        new Faults()
                .unless(epochs > 0, "epochs", "is above 0, not " + epochs)
                .unless(
                        checkpointEverySteps >= 0,
                        "checkpoint_every_steps",
                        "is at least 0, not " + checkpointEverySteps)
                .unless(
                        mode == Mode.FULL || !fromScratch,
                        "from_scratch",
                        "needs mode full, since an adapter on random weights learns nothing of use")
                .unless(
                        mode == Mode.LORA || lora.base() == FrozenBase.STORED,
                        "lora",
                        "has base nf4, which needs mode lora, since weights in 4 bits cannot learn")
                .refuse();
    }
}
