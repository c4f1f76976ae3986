package org.dasllm.trainer.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.trainer.checkpoint.TrainState;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.estimate.Quantity;

/**
 * How long a run will take, from whole steps as they were: said once, when some seconds are measured. A product's speed alone says little of a step:
 * it knows nothing of short samples, of the adapters, or of the other work on the machine. The progress bar corrects it from then on.
 */
final class TimeEstimate {
    private static final int LEAST_STEPS = 3;
    private static final double LEAST_SECONDS = 6;
    /** Of the time so far. */
    private static final double WARM_UP = 1.0 / 3;
    /** Steps among the slowest and the fastest that the range leaves out. */
    private static final double TAIL = 0.1;
    /** A few steps agree better with each other than with the whole run. */
    private static final double LEAST_SPREAD = 0.1;
    /** A pass without a backward, as a share of a step: a third of a full training, half where frozen weights need no gradient. */
    private static final double FORWARD_LEAST = 1.0 / 3;

    private static final double FORWARD_MOST = 1.0 / 2;

    private final List<Step> steps = new ArrayList<>();
    private final long validated;
    private long left;
    private double elapsed;
    private boolean said;

    private record Step(int number, long tokens, double seconds, double begin) {
        double rate() {
            return tokens / seconds;
        }
    }

    /**
     * An estimate of what is to come.
     *
     * @param left tokens that are still to be learnt from
     * @param validated tokens whose loss is still to be computed
     */
    TimeEstimate(long left, long validated) {
        this.left = left;
        this.validated = validated;
    }

    /** Of a run that begins or goes on at a state. */
    static TimeEstimate of(TrainConfig config, TrainingData data, TrainState start) {
        int perEpoch = data.order(config).stepsPerEpoch();
        long total = (long) config.epochs() * perEpoch;
        int every = config.evaluation().everySteps() == 0
                ? perEpoch
                : config.evaluation().everySteps();
        long evaluations = (total + every - 1) / every - start.step() / every;
        return new TimeEstimate(
                config.epochs() * tokens(data.train()) - start.tokens(), evaluations * tokens(data.validation()));
    }

    private static long tokens(List<TrainingSample> samples) {
        return samples.stream().mapToLong(TrainingSample::length).sum();
    }

    /**
     * Takes a step's time.
     *
     * @param step its number, from 1
     * @return the line for the user, once
     */
    Optional<String> after(int step, long tokens, double seconds) {
        if (said) {
            return Optional.empty();
        }
        steps.add(new Step(step, tokens, seconds, elapsed));
        left -= tokens;
        elapsed += seconds;
        if (steps.size() < LEAST_STEPS || elapsed < LEAST_SECONDS || left <= 0) {
            return Optional.empty();
        }
        said = true;
        return Optional.of(text());
    }

    /** From the steps after the first third of the time so far, the last one at least: in that third code is compiled and memory is touched for the first time. */
    private String text() {
        double begin = Math.min(elapsed * WARM_UP, steps.get(steps.size() - 1).begin());
        List<Step> warm = steps.stream().filter(step -> step.begin() >= begin).toList();
        List<Double> rates =
                warm.stream().map(Step::rate).sorted(Comparator.naturalOrder()).toList();
        int tail = (int) (TAIL * rates.size());
        double mean = warm.stream().mapToLong(Step::tokens).sum()
                / warm.stream().mapToDouble(Step::seconds).sum();
        double slowest = Math.min(rates.get(tail), mean * (1 - LEAST_SPREAD));
        double fastest = Math.max(rates.get(rates.size() - 1 - tail), mean * (1 + LEAST_SPREAD));
        return String.format(
                Locale.ROOT,
                "%s to %s to go, at the %.0f to %.0f tokens/s of steps %d to %d",
                Quantity.seconds((left + FORWARD_LEAST * validated) / fastest),
                Quantity.seconds((left + FORWARD_MOST * validated) / slowest),
                slowest,
                fastest,
                warm.get(0).number(),
                warm.get(warm.size() - 1).number());
    }
}
