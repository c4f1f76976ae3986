package org.dasllm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
    private static int[] epoch(EpochOrder order, int epoch) {
        return IntStream.range(0, order.stepsPerEpoch())
                .flatMap(step -> Arrays.stream(order.samples(epoch * order.stepsPerEpoch() + step)))
                .toArray();
    }

    @Test
    void everyEpochSeesEverySampleOnceInAnOrderOfItsOwn() {
        EpochOrder order = new EpochOrder(1, 23, 4);
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
        EpochOrder fresh = new EpochOrder(1, 23, 4);
        EpochOrder used = new EpochOrder(1, 23, 4);
        for (int step = 0; step < 17; step++) {
            used.samples(step);
        }
        assertThat(fresh.samples(17)).isEqualTo(used.samples(17));
        assertThat(epoch(fresh, 0)).isNotEqualTo(epoch(new EpochOrder(2, 23, 4), 0));
    }
}
