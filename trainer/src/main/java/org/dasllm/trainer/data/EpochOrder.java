package org.dasllm.trainer.data;

import java.util.Arrays;
import java.util.Random;

/** In which order an epoch sees its samples: shuffled anew for every epoch, and a function of seed and epoch alone. */
public final class EpochOrder {
    private static final int PURPOSE = 1;

    private final long seed;
    private final int samples;
    private final int samplesPerStep;
    private int epoch = -1;
    private int[] order = {};

    public EpochOrder(long seed, int samples, int samplesPerStep) {
        this.seed = seed;
        this.samples = samples;
        this.samplesPerStep = samplesPerStep;
    }

    /** Steps of one epoch; the last one may have fewer samples. */
    public int stepsPerEpoch() {
        return (samples + samplesPerStep - 1) / samplesPerStep;
    }

    /** The epoch of a step, both from 0. */
    public int epoch(int step) {
        return step / stepsPerEpoch();
    }

    /** The indices of a step's samples. */
    public int[] samples(int step) {
        if (epoch(step) != epoch) {
            epoch = epoch(step);
            order = shuffled(epoch);
        }
        int from = step % stepsPerEpoch() * samplesPerStep;
        return Arrays.copyOfRange(order, from, Math.min(samples, from + samplesPerStep));
    }

    private int[] shuffled(int ofEpoch) {
        Random random = Streams.of(seed, PURPOSE, ofEpoch, 0);
        int[] shuffled = new int[samples];
        for (int i = 0; i < samples; i++) {
            int j = random.nextInt(i + 1);
            shuffled[i] = shuffled[j];
            shuffled[j] = i;
        }
        return shuffled;
    }
}
