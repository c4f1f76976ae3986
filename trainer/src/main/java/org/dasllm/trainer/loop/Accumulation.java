package org.dasllm.trainer.loop;

import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.TrainingStep;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Pass;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.TrainingSample;

/** Adds up the gradients of one step over its micro-batches. */
final class Accumulation {
    private final LanguageModel model;
    private final int maxTokens;

    Accumulation(LanguageModel model, int maxTokens) {
        this.model = model;
        this.maxTokens = maxTokens;
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
     * Forward and backward of all samples. The gradient is that of the mean over all their target tokens: a mean of the
     * micro-batches' means would weigh tokens by their company.
     */
    Sums gradients(List<TrainingSample> samples) {
        long targets = targets(samples);
        return run(samples, true, 1.0 / targets);
    }

    /** The loss alone. */
    Sums loss(List<TrainingSample> samples) {
        targets(samples);
        return run(samples, false, 0);
    }

    private Sums run(List<TrainingSample> samples, boolean backward, double scale) {
        double sum = 0;
        long tokens = 0;
        long count = 0;
        long correct = 0;
        for (MicroBatch batch : MicroBatch.pack(samples, maxTokens)) {
            int[] ids = batch.ids();
            try (Pass pass =
                    backward ? model.device().trainingPass() : model.device().inferencePass()) {
                TrainingStep step = model.forward(pass, ids, batch.targets(), batch.packing());
                Loss loss = step.loss();
                sum += loss.sum();
                tokens += ids.length;
                count += loss.count();
                correct += loss.correct();
                if (backward && loss.count() > 0) {
                    step.backward(scale);
                }
            }
        }
        return new Sums(sum / count, tokens, count, correct);
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
