package org.dasllm.trainer.objective;

import java.util.Optional;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.trainer.config.DistillationConfig;
import org.dasllm.trainer.data.MicroBatch;
import org.jspecify.annotations.Nullable;

/** What the rows of a micro-batch are to predict. */
public interface Objective {
    /** The samples' tokens. */
    Objective TOKENS = (pass, batch) -> Targets.of(batch.targets());

    /** The targets of a micro-batch's rows; a teacher's forward runs in the same pass. */
    Targets targets(Pass pass, MicroBatch batch);

    /**
     * What a configuration asks for.
     *
     * @param distillation null for tokens alone
     * @param teacher the model of {@link DistillationConfig#teacher}, where it names one
     */
    static Objective of(@Nullable DistillationConfig distillation, Optional<LanguageModel> teacher) {
        if (distillation == null) {
            return TOKENS;
        }
        return teacher.<Objective>map(model -> new LocalTeacher(distillation, model))
                .orElseGet(() -> new RecordedTeacher(distillation));
    }
}
