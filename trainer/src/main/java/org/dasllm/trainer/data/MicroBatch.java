package org.dasllm.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Packing;

/** Samples of one forward pass, one behind the other. */
public record MicroBatch(List<TrainingSample> samples) {

    public MicroBatch {
        samples = List.copyOf(samples);
    }

    /** Fills one micro-batch after the other, in the order of the samples. */
    public static List<MicroBatch> pack(List<TrainingSample> samples, int maxTokens) {
        List<MicroBatch> batches = new ArrayList<>();
        List<TrainingSample> current = new ArrayList<>();
        int tokens = 0;
        for (TrainingSample sample : samples) {
            if (!current.isEmpty() && tokens + sample.length() > maxTokens) {
                batches.add(new MicroBatch(current));
                current = new ArrayList<>();
                tokens = 0;
            }
            current.add(sample);
            tokens += sample.length();
        }
        if (!current.isEmpty()) {
            batches.add(new MicroBatch(current));
        }
        return batches;
    }

    /** Tokens of all samples. */
    public int rows() {
        return samples.stream().mapToInt(TrainingSample::length).sum();
    }

    public int[] ids() {
        return joined(TrainingSample::ids);
    }

    public int[] targets() {
        return joined(TrainingSample::targets);
    }

    /** What was recorded of a teacher, for all rows. */
    public Distillation.RecordedTeacher recordedTeacher() {
        List<RecordedRows> parts = samples.stream()
                .map(sample ->
                        Objects.requireNonNullElseGet(sample.teacher(), () -> RecordedRows.none(sample.length())))
                .toList();
        return RecordedRows.joined(parts, targets());
    }

    public Packing packing() {
        return new Packing(samples.stream().mapToInt(TrainingSample::length).toArray());
    }

    private int[] joined(Function<TrainingSample, int[]> part) {
        return samples.stream().map(part).flatMapToInt(IntStream::of).toArray();
    }
}
