package org.dasllm.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dasllm.trainer.config.SampleOrder;

/**
 * In which order an epoch sees its samples: shuffled anew for every epoch, and a function of seed, epoch and the samples'
 * lengths alone.
 */
public final class EpochOrder {
    private static final int PURPOSE = 1;
    private static final int STEPS_PURPOSE = 3;
    /** Steps whose samples are sorted together; what transformers' group_by_length takes. */
    private static final int WINDOW = 50;

    private final long seed;
    private final int[] lengths;
    private final int samplesPerStep;
    private final SampleOrder kind;
    private int epoch = -1;
    private int[] order = {};

    /** An order of samples of these lengths. */
    public EpochOrder(long seed, int[] lengths, int samplesPerStep, SampleOrder kind) {
        this.seed = seed;
        this.lengths = lengths.clone();
        this.samplesPerStep = samplesPerStep;
        this.kind = kind;
    }

    /** Steps of one epoch; the last one may have fewer samples. */
    public int stepsPerEpoch() {
        return (lengths.length + samplesPerStep - 1) / samplesPerStep;
    }

    /** The epoch of a step, both from 0. */
    public int epoch(int step) {
        return step / stepsPerEpoch();
    }

    /** The indices of a step's samples. */
    public int[] samples(int step) {
        if (epoch(step) != epoch) {
            epoch = epoch(step);
            order = shuffled(lengths.length, Streams.of(seed, PURPOSE, epoch, 0));
            if (kind == SampleOrder.BY_LENGTH) {
                order = byLength(order, Streams.of(seed, STEPS_PURPOSE, epoch, 0));
            }
        }
        int from = step % stepsPerEpoch() * samplesPerStep;
        return Arrays.copyOfRange(order, from, Math.min(lengths.length, from + samplesPerStep));
    }

    private static int[] shuffled(int count, Random random) {
        int[] shuffled = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            shuffled[i] = shuffled[j];
            shuffled[j] = i;
        }
        return shuffled;
    }

    /**
     * Sorts within windows, the longest first, and shuffles the whole steps, but for the one with the longest sample of all,
     * which comes first, and one with fewer samples, which stays last.
     */
    private int[] byLength(int[] order, Random random) {
        int window = WINDOW * samplesPerStep;
        List<int[]> steps = new ArrayList<>();
        for (int from = 0; from < order.length; from += window) {
            int[] sorted = IntStream.of(Arrays.copyOfRange(order, from, Math.min(order.length, from + window)))
                    .boxed()
                    .sorted(Comparator.comparingInt((Integer i) -> -lengths[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int at = 0; at < sorted.length; at += samplesPerStep) {
                steps.add(Arrays.copyOfRange(sorted, at, Math.min(sorted.length, at + samplesPerStep)));
            }
        }
        int whole = order.length / samplesPerStep;
        int longest = IntStream.range(0, steps.size())
                .boxed()
                .max(Comparator.comparingInt((Integer step) -> lengths[steps.get(step)[0]])
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
        List<int[]> arranged = new ArrayList<>();
        for (int step : shuffled(whole, random)) {
            arranged.add(step == longest ? 0 : arranged.size(), steps.get(step));
        }
        arranged.addAll(steps.subList(whole, steps.size()));
        return arranged.stream().flatMapToInt(IntStream::of).toArray();
    }
}
