package org.dasllm.trainer.objective;

import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.trainer.config.DistillationConfig;
import org.dasllm.trainer.data.MicroBatch;

/** A teacher whose likeliest tokens the samples carry. */
record RecordedTeacher(DistillationConfig config) implements Objective {
    @Override
    public Targets targets(Pass pass, MicroBatch batch) {
        return new Targets(
                batch.targets(),
                new Distillation(config.weight(), config.beta(), config.temperature(), batch.recordedTeacher()));
    }
}
