package org.dasllm.cli.pipeline;

import java.util.List;
import org.dasllm.format.config.Faults;
import org.dasllm.trainer.config.EvaluationConfig;
import org.dasllm.trainer.config.TrainConfig;

/**
 * How the students of a learning curve are trained: as the run's student, but with fewer updates, and all with the same number of them.
 *
 * @param shares of the training samples, ascending, the last one 1
 * @param epochs how often the student of all samples sees each; 0 for a quarter of the run's epochs, one at least
 * @param repeats how many students of each share, with seeds one after the other
 */
public record CurveSettings(List<Double> shares, int epochs, int repeats) {
    /** Evaluations on the validation samples during one training, from which the state that is kept is chosen. */
    private static final int LOOKS = 4;

    private static final int USUAL_PART = 4;

    public CurveSettings {
        shares = List.copyOf(shares);
        boolean ascending = true;
        for (int i = 1; i < shares.size(); i++) {
            ascending &= shares.get(i - 1) < shares.get(i);
        }
        new Faults()
                .unless(
                        !shares.isEmpty() && shares.get(0) > 0 && shares.get(shares.size() - 1) == 1.0 && ascending,
                        "shares",
                        "ascend to 1 from above 0, not " + shares)
                .unless(epochs >= 0, "epochs", "is at least 0, not " + epochs)
                .unless(repeats >= 1, "repeats", "is at least 1, not " + repeats)
                .refuse();
    }

    /** How often a student of all samples sees each. */
    int epochs(TrainConfig train) {
        return epochs > 0 ? epochs : Math.max(1, train.epochs() / USUAL_PART);
    }

    /**
     * The training of one student.
     *
     * @param all training samples of the run
     * @param labels of this student
     */
    TrainConfig of(TrainConfig train, int all, int labels, int repeat) {
        int samplesPerStep = train.batch().samplesPerStep();
        int updates = epochs(train) * stepsOf(all, samplesPerStep);
        int epochs = Math.max(1, Math.round((float) updates / stepsOf(labels, samplesPerStep)));
        int made = epochs * stepsOf(labels, samplesPerStep);
        return new TrainConfig(
                train.mode(),
                train.lora(),
                train.fromScratch(),
                train.saveAs(),
                train.lossOn(),
                train.distillation(),
                epochs,
                train.seed() + repeat,
                train.batch(),
                train.optimizer(),
                new EvaluationConfig(
                        Math.max(1, made / LOOKS), 0, train.evaluation().keepBest()),
                train.checkpointEverySteps());
    }

    static int stepsOf(int samples, int samplesPerStep) {
        return (samples + samplesPerStep - 1) / samplesPerStep;
    }
}
