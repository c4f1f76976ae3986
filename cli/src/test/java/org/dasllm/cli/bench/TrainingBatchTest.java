package org.dasllm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.dasllm.tensor.Loss;
import org.junit.jupiter.api.Test;

final class TrainingBatchTest {
    @Test
    void aTargetIsTheNextTokenOfItsSequence() {
        TrainingBatch batch = TrainingBatch.of(1000, 1);
        for (int row = 0; row < batch.ids().length; row++) {
            boolean last = row % TrainingBatch.LENGTH == TrainingBatch.LENGTH - 1;
            assertThat(batch.targets().tokens()[row]).isEqualTo(last ? Loss.IGNORED : batch.ids()[row + 1]);
        }
        assertThat(batch.packing().rows()).isEqualTo(batch.ids().length).isEqualTo(2048);
    }

    @Test
    void aQuarterAreTheTokensAtTheEnd() {
        TrainingBatch batch = TrainingBatch.of(1000, TrainingBatch.QUARTER);
        assertThat(batch.share()).isEqualTo(0.25, within(1e-12));
        assertThat(batch.targets().tokens()[382]).isEqualTo(Loss.IGNORED);
        assertThat(batch.targets().tokens()[383]).isEqualTo(batch.ids()[384]);
        assertThat(batch.targets().tokens()[511]).isEqualTo(Loss.IGNORED);
    }
}
