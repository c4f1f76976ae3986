package org.dasllm.trainer.loop;

import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.llm.TrainingStep;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.Streams;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.objective.Objective;

/** Adds up the gradients of one step over its micro-batches. */
final class Accumulation {
    private final Learner learner;
    private final int maxTokens;
    private final long seed;

    /**
     * Of a learner's steps.
     *
     * @param seed with the step decides what dropout drops
     */
    Accumulation(Learner learner, int maxTokens, long seed) {
        this.learner = learner;
        this.maxTokens = maxTokens;
        this.seed = seed;
    }

    /**
     * What a step's samples gave.
     *
     * @param loss mean over all target tokens, in nats
     * @param tokens rows that went through the model
     * @param targets tokens that were to be predicted
     * @param correct of these, those that were the most probable
     */
    record Sums(double loss, long tokens, long targets, long correct) {
        double accuracy() {
            return (double) correct / targets;
        }
    }

    /**
     * Forward and backward of all samples of a step. The gradient is that of the mean over all their target tokens: a mean
     * of the micro-batches' means would weigh tokens by their company.
     */
    Sums gradients(List<TrainingSample> samples, int step) {
        Tally tally = new Tally();
        double scale = 1.0 / targets(samples);
        List<MicroBatch> batches = MicroBatch.pack(samples, maxTokens);
        for (int i = 0; i < batches.size(); i++) {
            MicroBatch batch = batches.get(i);
            int[] ids = batch.ids();
            try (Pass pass = device().trainingPass(Streams.key(seed, Streams.DROPOUT, step, i))) {
                Targets targets = learner.objective().targets(pass, batch);
                TrainingStep forward = learner.model().forward(pass, ids, targets, batch.packing(), learner.kept());
                tally.add(ids.length, forward.loss());
                if (forward.loss().count() > 0) {
                    forward.backward(scale);
                }
            }
        }
        return tally.sums();
    }

    /** The cross-entropy alone, without dropout. */
    Sums loss(List<TrainingSample> samples) {
        targets(samples);
        Tally tally = new Tally();
        for (MicroBatch batch : MicroBatch.pack(samples, maxTokens)) {
            int[] ids = batch.ids();
            try (Pass pass = device().inferencePass()) {
                Targets targets = Objective.TOKENS.targets(pass, batch);
                tally.add(
                        ids.length,
                        learner.model()
                                .forward(pass, ids, targets, batch.packing(), KeptLayers.ALL)
                                .loss());
            }
        }
        return tally.sums();
    }

    private Device device() {
        return learner.model().device();
    }

    /** Sums over micro-batches. */
    private static final class Tally {
        private double sum;
        private long tokens;
        private long count;
        private long correct;

        void add(int rows, Loss loss) {
            sum += loss.sum();
            tokens += rows;
            count += loss.count();
            correct += loss.correct();
        }

        Sums sums() {
            return new Sums(sum / count, tokens, count, correct);
        }
    }

    private static long targets(List<TrainingSample> samples) {
        long targets = samples.stream().mapToLong(TrainingSample::targetTokens).sum();
        if (targets == 0) {
            throw DasllmException.input(
                    "The batch of the samples " + names(samples) + " has no token to learn",
                    "Give these samples a completion, or remove them");
        }
        return targets;
    }

    /** The samples' ids, for messages; the first ones where they are many. */
    static String names(List<TrainingSample> samples) {
        int shown = 8;
        String first = samples.stream().limit(shown).map(TrainingSample::id).collect(Collectors.joining(", "));
        return samples.size() <= shown ? first : first + " and " + (samples.size() - shown) + " more";
    }
}
