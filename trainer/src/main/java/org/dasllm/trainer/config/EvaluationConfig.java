package org.dasllm.trainer.config;

import org.dasllm.format.config.Default;

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
        new Problems("evaluation section")
                .unless(everySteps >= 0, "every_steps " + everySteps + " is below 0")
                .unless(patience >= 0, "patience " + patience + " is below 0")
                .refuse();
    }
}
