package org.dasllm.trainer.loop;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.trainer.checkpoint.Checkpoints;
import org.dasllm.trainer.checkpoint.TrainState;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.EpochOrder;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.metrics.CurvesPage;
import org.dasllm.trainer.metrics.MetricsFile;
import org.dasllm.trainer.metrics.StepMetrics;
import org.jspecify.annotations.Nullable;

/** From a state to the end of the run: gradients, clipping, update, evaluation, checkpoint, step after step. */
public final class TrainingLoop {
    private final TrainConfig config;
    private final TrainingData data;
    private final Update update;
    private final Checkpoints checkpoints;
    private final MetricsFile metrics;
    private final CurvesPage curves;
    private final Progress progress;
    private final EpochOrder order;
    private final int totalSteps;

    public TrainingLoop(
            TrainConfig config,
            TrainingData data,
            Learner learner,
            Checkpoints checkpoints,
            MetricsFile metrics,
            CurvesPage curves,
            Progress progress) {
        this.config = config;
        this.data = data;
        this.checkpoints = checkpoints;
        this.metrics = metrics;
        this.curves = curves;
        this.progress = progress;
        this.order = data.order(config);
        this.totalSteps = Math.multiplyExact(config.epochs(), order.stepsPerEpoch());
        this.update = new Update(learner, config.batch(), config.optimizer(), config.seed(), totalSteps);
    }

    /** Runs to the end and returns the last state, which is also the last checkpoint. */
    public TrainState run(TrainState start) {
        TrainState state = start;
        if (state.finished()) {
            return state;
        }
        progress.start("training", totalSteps, "steps");
        RunClock clock = new RunClock(start.seconds());
        TimeEstimate estimate = TimeEstimate.of(config, data, start);
        while (!state.finished()) {
            state = step(state, clock, estimate);
        }
        progress.finish();
        return state;
    }

    private TrainState step(TrainState before, RunClock clock, TimeEstimate estimate) {
        int step = before.step() + 1;
        List<TrainingSample> samples = samples(before.step());
        clock.stepBegins();
        Update.Made made =
                update.make(samples, before.step(), (what, value) -> requireFinite(what, value, step, samples));
        Accumulation.Sums sums = made.sums();
        double seconds = clock.stepEnds();
        double tokensPerSecond = sums.tokens() / seconds;

        boolean last = step == totalSteps;
        Accumulation.@Nullable Sums validation = null;
        if (!data.validation().isEmpty()
                && (last || due(step, config.evaluation().everySteps()))) {
            validation = update.loss(data.validation());
            requireFinite("validation loss", validation.loss(), step, samples);
        }
        metrics.add(new StepMetrics(
                step,
                order.epoch(before.step()) + 1,
                sums.loss(),
                made.learningRate(),
                made.gradientNorm(),
                before.tokens() + sums.tokens(),
                sums.targets(),
                tokensPerSecond,
                validation == null ? null : validation.loss(),
                validation == null ? null : validation.accuracy()));
        TrainState after = after(before, step, sums, validation, clock.seconds());
        progress.update(step, Notes.step(sums.loss(), tokensPerSecond));
        estimate.after(step, sums.tokens(), seconds).ifPresent(progress::line);
        if (validation != null) {
            progress.line(Notes.evaluation(after, validation.loss(), validation.accuracy()));
        }
        boolean improved = validation != null
                && after.best() != null
                && after.best().step() == step
                && config.evaluation().keepBest();
        if (after.finished() || improved || due(step, config.checkpointEverySteps())) {
            after = after.withMetricsBytes(metrics.sync());
            checkpoints.save(after);
            curves.write(metrics.readAll());
        }
        return after;
    }

    private List<TrainingSample> samples(int step) {
        int epoch = order.epoch(step);
        List<TrainingSample> samples = new ArrayList<>();
        for (int index : order.samples(step)) {
            samples.add(data.dropout().apply(data.train().get(index), epoch, index));
        }
        return samples;
    }

    private boolean due(int step, int every) {
        return step % (every == 0 ? order.stepsPerEpoch() : every) == 0;
    }

    private TrainState after(
            TrainState before,
            int step,
            Accumulation.Sums sums,
            Accumulation.@Nullable Sums validation,
            double seconds) {
        TrainState.Best best = before.best();
        int sinceBest = before.evaluationsSinceBest();
        if (validation != null) {
            boolean improved = best == null || validation.loss() < best.validationLoss();
            best = improved ? new TrainState.Best(step, validation.loss(), validation.accuracy()) : best;
            sinceBest = improved ? 0 : sinceBest + 1;
        }
        int patience = config.evaluation().patience();
        boolean stop = patience > 0 && sinceBest >= patience;
        return new TrainState(
                step,
                before.tokens() + sums.tokens(),
                seconds,
                best,
                sinceBest,
                stop || step == totalSteps,
                before.metricsBytes(),
                before.device(),
                before.identity());
    }

    private void requireFinite(String what, double value, int step, List<TrainingSample> samples) {
        if (Double.isFinite(value)) {
            return;
        }
        throw DasllmException.input(
                "The " + what + " became " + value + " at step " + step + " with the samples "
                        + Accumulation.names(samples),
                "Lower optimizer.learning_rate, or look at these samples"
                        + checkpoints
                                .lastFolder()
                                .map(folder -> "; the last good checkpoint is " + folder)
                                .orElse(""));
    }
}
