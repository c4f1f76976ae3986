package org.dasllm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.dasllm.trainer.config.SampleOrder;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
    private static final int[] LENGTHS = new Random(4).ints(23, 5, 60).toArray();

    private static EpochOrder shuffled(long seed) {
        return new EpochOrder(seed, LENGTHS, 4, SampleOrder.SHUFFLED);
    }

    private static int[] epoch(EpochOrder order, int epoch) {
        return IntStream.range(0, order.stepsPerEpoch())
                .flatMap(step -> Arrays.stream(order.samples(epoch * order.stepsPerEpoch() + step)))
                .toArray();
    }

    @Test
    void everyEpochSeesEverySampleOnceInAnOrderOfItsOwn() {
        EpochOrder order = shuffled(1);
        assertThat(order.stepsPerEpoch()).isEqualTo(6);
        int[] first = epoch(order, 0);
        int[] second = epoch(order, 1);
        assertThat(first).isNotEqualTo(second);
        for (int[] seen : new int[][] {first, second}) {
            assertThat(Arrays.stream(seen).sorted().toArray())
                    .isEqualTo(IntStream.range(0, 23).toArray());
        }
        assertThat(order.samples(5)).hasSize(3);
    }

    @Test
    void theOrderDependsOnSeedAndStepOnly() {
        EpochOrder fresh = shuffled(1);
        EpochOrder used = shuffled(1);
        for (int step = 0; step < 17; step++) {
            used.samples(step);
        }
        assertThat(fresh.samples(17)).isEqualTo(used.samples(17));
        assertThat(epoch(fresh, 0)).isNotEqualTo(epoch(shuffled(2), 0));
    }

    /** 230 samples, of which two windows of fifty steps of two are sorted, and a rest. */
    @Test
    void byLengthPutsSamplesOfLikeLengthTogetherAndTheLongestFirst() {
        int[] lengths = new Random(5).ints(231, 5, 400).toArray();
        EpochOrder order = new EpochOrder(3, lengths, 2, SampleOrder.BY_LENGTH);
        for (int epoch = 0; epoch < 2; epoch++) {
            int[] seen = epoch(order, epoch);
            assertThat(Arrays.stream(seen).sorted().toArray())
                    .isEqualTo(IntStream.range(0, 231).toArray());
            assertThat(lengths[seen[0]]).isEqualTo(Arrays.stream(lengths).max().orElseThrow());
            assertThat(gaps(lengths, seen))
                    .isLessThan(0.1 * gaps(lengths, epoch(new EpochOrder(3, lengths, 2, SampleOrder.SHUFFLED), epoch)));
        }
        assertThat(epoch(order, 0)).isNotEqualTo(epoch(order, 1));
        assertThat(epoch(new EpochOrder(3, lengths, 2, SampleOrder.BY_LENGTH), 1))
                .isEqualTo(epoch(order, 1));
        assertThat(order.samples(order.stepsPerEpoch() - 1)).hasSize(1);
    }

    /** By how much the samples of a step differ in length, all steps together. */
    private static double gaps(int[] lengths, int[] seen) {
        return IntStream.range(0, seen.length / 2)
                .map(step -> Math.abs(lengths[seen[2 * step]] - lengths[seen[2 * step + 1]]))
                .sum();
    }
}
