package org.dasllm.trainer.checkpoint;

import java.util.Map;
import org.dasllm.format.version.FileKind;
import org.jspecify.annotations.Nullable;

/**
 * Where a run is; state.json of a checkpoint. Order and dropout are functions of the seed and the step, so the step is
 * also their state.
 *
 * @param version of the layout, see {@link #KIND}; 1 where it is absent, as in 0.1.0
 * @param step updates so far
 * @param tokens tokens that went through the model in them
 * @param seconds how long they took, evaluation and checkpoints included
 * @param best the best evaluation so far
 * @param evaluationsSinceBest evaluations after it
 * @param finished whether the run has ended, by its last step or early
 * @param metricsBytes length of metrics.jsonl
 * @param device the device's name, for the reader
 * @param identity what the run was made from: configuration values and hashes of the inputs, by name
 */
public record TrainState(
        int version,
        int step,
        long tokens,
        double seconds,
        @Nullable Best best,
        int evaluationsSinceBest,
        boolean finished,
        long metricsBytes,
        String device,
        Map<String, String> identity) {
    public static final FileKind KIND = new FileKind("the state of a training run", "version", 1);

    /** The step with the lowest validation loss, and what was measured there. */
    public record Best(int step, double validationLoss, double validationAccuracy) {}

    public TrainState {
        identity = Map.copyOf(identity);
    }

    /** A state as this program writes it. */
    public TrainState(
            int step,
            long tokens,
            double seconds,
            @Nullable Best best,
            int evaluationsSinceBest,
            boolean finished,
            long metricsBytes,
            String device,
            Map<String, String> identity) {
        this(
                KIND.version(),
                step,
                tokens,
                seconds,
                best,
                evaluationsSinceBest,
                finished,
                metricsBytes,
                device,
                identity);
    }

    /** Before the first step. */
    public static TrainState start(String device, Map<String, String> identity) {
        return new TrainState(0, 0, 0, null, 0, false, 0, device, identity);
    }

    public TrainState withMetricsBytes(long bytes) {
        return new TrainState(step, tokens, seconds, best, evaluationsSinceBest, finished, bytes, device, identity);
    }
}
