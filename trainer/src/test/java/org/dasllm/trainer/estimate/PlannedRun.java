package org.dasllm.trainer.estimate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;
import org.dasllm.trainer.EveryDevice;
import org.dasllm.trainer.FineTuning;
import org.dasllm.trainer.config.TrainConfig;

/** A training run in a process of its own that watches how much memory it holds. */
final class PlannedRun {
    private static final int EVERY_MILLISECONDS = 5;

    private PlannedRun() {}

    /** Arguments: folder of base, configuration and samples; precision. Prints the estimate's line, and the peak in bytes. */
    public static void main(String[] arguments) {
        AtomicLong peak = new AtomicLong();
        Thread watch = new Thread(() -> watch(peak));
        watch.setDaemon(true);
        watch.start();
        Path dir = Path.of(arguments[0]);
        try (Device device = EveryDevice.open("onednn", Precision.valueOf(arguments[1]))) {
            FineTuning.run(
                    Json.read(dir.resolve("config.json"), TrainConfig.class),
                    device,
                    dir.resolve("base"),
                    List.of(dir.resolve("train.jsonl")),
                    Optional.empty(),
                    dir.resolve("out"),
                    new Lines());
        }
        System.out.println("peak " + peak.get());
    }

    private static void watch(AtomicLong peak) {
        while (true) {
            peak.accumulateAndGet(HostMemory.here().resident().orElseThrow(), Math::max);
            try {
                Thread.sleep(EVERY_MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private record Lines() implements Progress {
        @Override
        public void start(String title, long total, String unit) {}

        @Override
        public void update(long done, String note) {}

        @Override
        public void line(String text) {
            System.out.println(text);
        }

        @Override
        public void finish() {}
    }
}
