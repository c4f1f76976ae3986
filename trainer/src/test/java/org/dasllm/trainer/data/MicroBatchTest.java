package org.dasllm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MicroBatchTest {
    private static TrainingSample sample(int... ids) {
        return new TrainingSample("s", ids, ids, 1);
    }

    @Test
    void fillsUpToTheLimitAndKeepsTheOrder() {
        List<MicroBatch> batches =
                MicroBatch.pack(List.of(sample(1, 2), sample(3, 4), sample(5), sample(6, 7, 8, 9)), 4);
        assertThat(batches).hasSize(3);
        assertThat(batches.get(0).ids()).containsExactly(1, 2, 3, 4);
        assertThat(batches.get(0).packing().sequences()).isEqualTo(2);
        assertThat(batches.get(1).ids()).containsExactly(5);
        assertThat(batches.get(2).targets()).containsExactly(6, 7, 8, 9);
    }
}
