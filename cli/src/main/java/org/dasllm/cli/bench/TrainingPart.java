package org.dasllm.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.llm.TrainingStep;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.plan.CountingDevice;

/** LoRA beside frozen weights: one step is loss, backward, clipping and AdamW of one batch of 4 x 512 tokens. */
final class TrainingPart {
    private static final double RATE = 1e-4;
    private static final double CLIP_NORM = 1;

    private final LanguageModel model;
    private final AdamW optimizer;
    private final KeptLayers kept;

    private TrainingPart(LanguageModel model, KeptLayers kept) {
        this.model = model;
        this.kept = kept;
        this.optimizer =
                model.device().adamW(List.copyOf(model.trainableParameters().values()), AdamW.Settings.DEFAULTS);
    }

    static PartResult run(PartJob job, Progress progress) {
        ModelWork work = ModelWork.of(job.model());
        KeptLayers kept = layer -> layer < job.keptLayers();
        progress.start("training", 3 + 2L * job.repeats(), "steps");
        try (Device device = DeviceChoice.open(job.device(), job.threads(), job.precision());
                LanguageModel model = LanguageModel.load(
                        device, job.model(), Trainable.adapters(ModelWork.ADAPTERS), Optional.empty())) {
            int vocabulary = model.config().vocabularySize();
            TrainingBatch every = TrainingBatch.of(vocabulary, 1);
            TrainingBatch quarter = TrainingBatch.of(vocabulary, TrainingBatch.QUARTER);
            TrainingPart part = new TrainingPart(model, kept);
            double cold = part.seconds(every);
            progress.update(1, "");
            part.seconds(quarter);
            part.seconds(every);
            progress.update(3, "");

            ProductRate products = new ProductRate(device);
            Figure.Samples everyRate = rate("training", "training, every token a target");
            Figure.Samples quarterRate = rate("training.quarter", "training, a quarter of them targets");
            List<Double> steps = new ArrayList<>();
            for (int i = 0; i < job.repeats(); i++) {
                steps.add(part.add(everyRate, every, work, products));
                progress.update(4 + 2L * i, "");
                part.add(quarterRate, quarter, work, products);
                progress.update(5 + 2L * i, "");
            }
            progress.finish();
            Figure first = Figure.Samples.ofCost(
                            "training.first-step", "training, first step from cold", "s", "the later steps' median")
                    .add(cold, Spread.of(steps).median())
                    .figure();
            return PartResult.of(
                    device.description(),
                    List.of(everyRate.figure(), quarterRate.figure(), first, memory(job, every, kept, device)));
        }
    }

    private static Figure.Samples rate(String name, String what) {
        return Figure.Samples.ofRate(name, what, "tokens/s", ProductRate.AS_LIMIT);
    }

    private double add(Figure.Samples samples, TrainingBatch batch, ModelWork work, ProductRate products) {
        double before = products.gigaflops();
        double seconds = seconds(batch);
        double limit = (before + products.gigaflops()) / 2;
        samples.add(batch.ids().length / seconds, limit / work.trainingGigaflop(TrainingBatch.LENGTH, batch.share()));
        return seconds;
    }

    private double seconds(TrainingBatch batch) {
        return Stopwatch.seconds(() -> {
            try (Pass pass = model.device().trainingPass(1)) {
                TrainingStep step = model.forward(pass, batch.ids(), batch.targets(), batch.packing(), kept);
                step.backward(1.0 / step.loss().count());
            }
            optimizer.step(RATE, Math.min(1, CLIP_NORM / (optimizer.gradientNorm() + 1e-6)));
        });
    }

    /** The most that this process has held, or where the system does not tell, what the plan says. */
    private static Figure memory(PartJob job, TrainingBatch batch, KeptLayers kept, Device device) {
        OptionalDouble peak = PeakMemory.gigabytes();
        CountingDevice counting = new CountingDevice(device.memoryUse());
        LanguageModel counted = LanguageModel.outline(counting, job.model(), Trainable.adapters(ModelWork.ADAPTERS));
        try (Pass pass = counting.trainingPass()) {
            counted.forward(pass, batch.ids(), batch.targets(), batch.packing(), kept)
                    .backward(1);
        }
        double planned = (counting.parameterBytes() + counting.peakBytes()) / 1e9;
        return Figure.Samples.ofCost(
                        "training.memory",
                        "training, peak memory",
                        "GB",
                        "weights and activations alone, as planned; " + job.keptLayers() + " layers kept")
                .add(peak.orElse(planned), planned)
                .figure();
    }
}
