package org.dasllm.cli.models;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.MemoryUse;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.TrainingEstimate;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.estimate.HostMemory;
import org.dasllm.trainer.estimate.MemoryPlan;

/**
 * What models would take of this machine's memory: in a training as a run file without a word about it asks for, and in serving.
 *
 * @param device the device that they would be on
 * @param training how they would be trained
 */
record MachineFit(Device device, TrainConfig training) {
    /** Rows of a prompt that are computed together, for the activations. */
    private static final int PROMPT = 2048;
    /** Less than that of keys and values is of no use. */
    private static final int LEAST_TOKENS = 1024;

    Fit training(Path model) {
        try {
            MemoryPlan plan = TrainingEstimate.of(training, device, model);
            String note = plan.layersKept() < plan.layers()
                    ? plan.layers() - plan.layersKept() + " of " + plan.layers() + " layers computed twice"
                    : "";
            return new Fit(plan.available().isPresent() ? plan.fits() : null, plan.bytes(), note);
        } catch (DasllmException refused) {
            return Fit.refused(String.valueOf(refused.getMessage()));
        }
    }

    Fit serving(Path folder) {
        MemoryUse use = device.memoryUse();
        CountingDevice counting = new CountingDevice(use);
        try (LanguageModel model = LanguageModel.outline(counting, folder, Trainable.NOTHING)) {
            ModelConfig config = model.config();
            int rows = Math.min(PROMPT, config.contextLength());
            try (Pass pass = counting.inferencePass()) {
                model.hidden(pass, new int[rows], new Packing(new int[] {rows}));
            }
            boolean own = use.free().isPresent();
            long process = own ? 0 : HostMemory.here().resident().orElse(0);
            long without = counting.parameterBytes() + counting.peakBytes() + use.code() + process;
            long perToken = 2L
                    * config.layers()
                    * config.attention().keyValueHeads()
                    * config.attention().headSize()
                    * Float.BYTES;
            long least = without + perToken * Math.min(LEAST_TOKENS, config.contextLength());
            OptionalLong available = own ? use.free() : available(process);
            if (available.isEmpty()) {
                return new Fit(null, least, "");
            }
            long room = Math.max(0, available.getAsLong() - without) / perToken;
            return new Fit(
                    least <= available.getAsLong(),
                    least,
                    least <= available.getAsLong() ? "room for " + room + " tokens in all slots" : "");
        } catch (DasllmException refused) {
            return Fit.refused(String.valueOf(refused.getMessage()));
        }
    }

    private static OptionalLong available(long process) {
        OptionalLong free = HostMemory.here().available();
        return free.isPresent() ? OptionalLong.of(free.getAsLong() + process) : free;
    }
}
