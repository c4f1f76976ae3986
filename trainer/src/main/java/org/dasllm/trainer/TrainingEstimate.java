package org.dasllm.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.estimate.MemoryPlan;
import org.dasllm.trainer.estimate.Planning;

/** What a training would take of a machine's memory before there are samples: at most what its configuration lets come together. */
public final class TrainingEstimate {
    private TrainingEstimate() {}

    /**
     * The plan of a run whose largest micro-batch is full, of samples as long as may be, with every token a target.
     *
     * @param device only asked what it takes
     * @param baseModelDir a model in the Hugging Face layout; no weight of it is read
     * @throws org.dasllm.format.error.DasllmException if the model cannot be trained here
     */
    public static MemoryPlan of(TrainConfig config, Device device, Path baseModelDir) {
        CountingDevice counting = Planning.counting(device);
        try (Models counted = Models.outline(config, counting, baseModelDir)) {
            MicroBatch full = full(config, counted.student().config());
            return Planning.memory(config, full, counting, counted.student(), counted.objective());
        }
    }

    private static MicroBatch full(TrainConfig config, ModelConfig model) {
        int wanted = config.batch().maxSequenceLength();
        int longest = wanted > 0 ? Math.min(wanted, model.contextLength()) : model.contextLength();
        List<TrainingSample> samples = new ArrayList<>();
        for (int left = config.batch().maxTokensPerMicroBatch(); left > 0; left -= longest) {
            int[] ids = new int[Math.min(left, longest)];
            samples.add(new TrainingSample("largest", ids, Arrays.copyOf(ids, ids.length), 1));
        }
        return new MicroBatch(samples);
    }
}
