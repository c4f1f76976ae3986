package org.dasllm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelWorkTest {
    /** Counted by hand: 2 layers of 64 columns, 4 heads of 16, 2 key/value heads, 160 inside, 512 tokens. */
    @Test
    void workIsCountedByTheMatrices(@TempDir Path folder) {
        Path model = folder.resolve("tiny");
        RandomCheckpoint.write(model, BenchShape.TINY.config(), Progress.SILENT);
        ModelWork work = ModelWork.of(model);
        long attention = 64 * 64 + 2 * 32 * 64 + 64 * 64;
        long matrices = 2 * (attention + 3 * 64 * 160) + 512 * 64;
        long adapters = 2 * 16 * ((64 + 64) + 2 * (64 + 32) + (64 + 64) + 3 * (64 + 160));
        assertThat(work).isEqualTo(new ModelWork(matrices, 512 * 64, adapters, 2, 64));
        assertThat(work.trainingGigaflop(512, 1) * 1e9)
                .isEqualTo(4.0 * matrices + 6.0 * adapters + 3 * 2 * 512 * 64 * 2, within(1e-6));
        assertThat((work.trainingGigaflop(512, 1) - work.trainingGigaflop(512, 0.25)) * 1e9)
                .isEqualTo(0.75 * 4 * 512 * 64, within(1e-6));
        assertThat(work.decodeGigabytes(2) * 1e9).isEqualTo(2.0 * matrices, within(1e-6));
    }
}
