package org.dasllm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.estimate.MemoryPlan;
import org.dasllm.trainer.estimate.Planning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingEstimateTest {
    @TempDir
    private Path dir;

    @Test
    void isOfTheFullestMicroBatch() {
        Path base = TinyBase.write(dir.resolve("base"), true);
        Path samples = TinyBase.writeSamples(dir.resolve("train.jsonl"), 0, TinyBase.SAMPLES);
        try (Device device = EveryDevice.open("reference")) {
            MemoryPlan small = TrainingEstimate.of(tokens(128), device, base);
            MemoryPlan large = TrainingEstimate.of(tokens(512), device, base);
            assertThat(large.weights()).isEqualTo(small.weights()).isPositive();
            assertThat(large.activations()).isGreaterThan(3 * small.activations());

            MemoryPlan ofSamples = ofRun(tokens(128), device, base, samples);
            assertThat(small.weights()).isEqualTo(ofSamples.weights());
            assertThat(small.activations()).isGreaterThanOrEqualTo(ofSamples.activations());
        }
    }

    private static TrainConfig tokens(int most) {
        TrainConfig config = TinyBase.config(Mode.LORA, false, 1);
        return TinyBase.with(config, TinyBase.batch(TinyBase.SAMPLES, most, 0));
    }

    private static MemoryPlan ofRun(TrainConfig config, Device device, Path base, Path samples) {
        CountingDevice counting = Planning.counting(device);
        TrainingData data = TrainingData.load(config, ModelConfig.read(base), base, List.of(samples), Optional.empty());
        try (Models counted = Models.outline(config, counting, base)) {
            return Planning.memory(config, data, counting, counted.student(), counted.objective());
        }
    }
}
