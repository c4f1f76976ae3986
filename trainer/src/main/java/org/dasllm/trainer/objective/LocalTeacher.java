package org.dasllm.trainer.objective;

import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.trainer.config.DistillationConfig;
import org.dasllm.trainer.data.MicroBatch;

/** A teacher that runs beside the student on the same device. */
record LocalTeacher(DistillationConfig config, LanguageModel teacher) implements Objective {
    @Override
    public Targets targets(Pass pass, MicroBatch batch) {
        Distillation.Teacher distributions =
                new Distillation.LocalTeacher(teacher.hidden(pass, batch.ids(), batch.packing()), teacher.head());
        return new Targets(
                batch.targets(), new Distillation(config.weight(), config.beta(), config.temperature(), distributions));
    }
}
