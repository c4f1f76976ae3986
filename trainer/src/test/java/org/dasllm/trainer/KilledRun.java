package org.dasllm.trainer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.DeviceProvider;
import org.dasllm.tensor.Devices;
import org.dasllm.trainer.config.TrainConfig;

/** A training run in a process of its own, slow enough to be killed in the middle. */
final class KilledRun {
    private KilledRun() {}

    /** Arguments: folder of base, configuration and samples; folder to write to; device. */
    public static void main(String[] arguments) {
        Path dir = Path.of(arguments[0]);
        run(dir, Path.of(arguments[1]), arguments[2], 15);
    }

    static TrainSummary run(Path dir, Path out, String deviceName, int millisecondsPerStep) {
        try (Device device = open(deviceName)) {
            return FineTuning.run(
                    Json.read(dir.resolve("config.json"), TrainConfig.class),
                    device,
                    dir.resolve("base"),
                    List.of(dir.resolve("train.jsonl")),
                    Optional.of(dir.resolve("validation.jsonl")),
                    out,
                    new Slow(millisecondsPerStep));
        }
    }

    private static Device open(String name) {
        DeviceProvider provider = Devices.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return provider.open(2);
    }

    private record Slow(int milliseconds) implements Progress {
        @Override
        public void start(String title, long total, String unit) {}

        @Override
        public void update(long done, String note) {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void line(String text) {}

        @Override
        public void finish() {}
    }
}
