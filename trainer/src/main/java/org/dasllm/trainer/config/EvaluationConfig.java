package org.dasllm.trainer.config;

import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What is done with the validation samples, where there are any.
 *
 * @param everySteps steps from one evaluation to the next; 0 for the end of every epoch. The last step is always evaluated
 * @param patience evaluations without a lower validation loss after which the run stops; 0 for never
 * @param keepBest whether the result is the state with the lowest validation loss, not the last one
 */
public record EvaluationConfig(
        @Default("0") int everySteps,
        @Default("0") int patience,
        @Default("true") boolean keepBest) {

    public EvaluationConfig {
        new Faults()
                .unless(everySteps >= 0, "every_steps", "is at least 0, not " + everySteps)
                .unless(patience >= 0, "patience", "is at least 0, not " + patience)
                .refuse();
    }
}
