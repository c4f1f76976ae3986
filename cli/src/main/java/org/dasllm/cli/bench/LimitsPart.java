package org.dasllm.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.format.progress.Progress;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;

/** The machine by itself: products in float32 and, where the device has it, in bfloat16; memory read. */
final class LimitsPart {
    private LimitsPart() {}

    static PartResult run(PartJob job, Progress progress) {
        List<Precision> precisions = new ArrayList<>(List.of(Precision.FLOAT32));
        if (DeviceChoice.precisions(job.device()).contains(Precision.BFLOAT16)) {
            precisions.add(Precision.BFLOAT16);
        }
        progress.start("limits", (precisions.size() + 1L) * job.repeats(), "samples");
        List<MachineLimit> limits = new ArrayList<>();
        String description = "";
        int done = 0;
        for (Precision precision : precisions) {
            List<Double> samples = new ArrayList<>();
            try (Device device = DeviceChoice.open(job.device(), job.threads(), precision)) {
                description = device.description();
                ProductRate rate = new ProductRate(device);
                for (int i = 0; i < job.repeats(); i++) {
                    samples.add(rate.gigaflops());
                    progress.update(++done, "");
                }
            }
            String name = precision.name().toLowerCase(Locale.ROOT);
            limits.add(new MachineLimit("product." + name, "limit: product in " + name, "GFLOP/s", Spread.of(samples)));
        }
        List<Double> samples = new ArrayList<>();
        try (ReadRate rate = new ReadRate(job.cores())) {
            for (int i = 0; i < job.repeats(); i++) {
                samples.add(rate.gigabytes());
                progress.update(++done, "");
            }
        }
        limits.add(new MachineLimit("read", "limit: memory read", "GB/s", Spread.of(samples)));
        progress.finish();
        return new PartResult(description, limits, List.of());
    }
}
