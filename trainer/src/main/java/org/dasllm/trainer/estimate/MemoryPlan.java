package org.dasllm.trainer.estimate;

import java.util.OptionalLong;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.config.Recompute;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.objective.Objective;

/**
 * What a run will hold at most, found by one forward and backward of its largest micro-batch on a device that counts.
 *
 * @param weights bytes of all parameters, with gradients and moments
 * @param activations bytes of the largest pass
 * @param process bytes that this process holds besides, now and later
 * @param available bytes that can be had; empty where the system does not tell
 * @param layersKept layers whose activations are kept; the others are computed twice
 * @param layers all of them
 */
public record MemoryPlan(
        long weights, long activations, long process, OptionalLong available, int layersKept, int layers) {

    /** Finds what fits. */
    static final class Search {
        private final CountingDevice device;
        private final LanguageModel student;
        private final Objective objective;
        private final MicroBatch batch;
        private final long process;
        private final OptionalLong available;

        /**
         * Of a run.
         *
         * @param device where student and the objective's teacher were put
         * @param batch the largest micro-batch
         * @param process bytes beside the device's; 0 where the device has memory of its own
         * @param available bytes for all of it
         */
        Search(
                CountingDevice device,
                LanguageModel student,
                Objective objective,
                MicroBatch batch,
                long process,
                OptionalLong available) {
            this.device = device;
            this.student = student;
            this.objective = objective;
            this.batch = batch;
            this.process = process;
            this.available = available;
        }

        /** As many layers are kept as fit; all or none where the configuration says so. */
        MemoryPlan plan(Recompute recompute) {
            int layers = student.config().layers();
            if (recompute != Recompute.AUTO) {
                return keeping(recompute == Recompute.ON ? 0 : layers);
            }
            int fits = 0;
            int tooMany = layers + 1;
            while (fits + 1 < tooMany) {
                int middle = (fits + tooMany + 1) / 2;
                if (keeping(middle).fits()) {
                    fits = middle;
                } else {
                    tooMany = middle;
                }
            }
            return keeping(fits);
        }

        private MemoryPlan keeping(int kept) {
            device.forgetPasses();
            try (Pass pass = device.trainingPass()) {
                student.forward(
                                pass,
                                batch.ids(),
                                objective.targets(pass, batch),
                                batch.packing(),
                                layer -> layer < kept)
                        .backward(1);
            }
            return new MemoryPlan(
                    device.parameterBytes(),
                    device.peakBytes(),
                    process,
                    available,
                    kept,
                    student.config().layers());
        }
    }

    /** All of it. */
    public long bytes() {
        return weights + activations + process;
    }

    /** Whether that is there, as far as the system tells. */
    public boolean fits() {
        return available.isEmpty() || bytes() <= available.getAsLong();
    }

    /** Which layers the run keeps. */
    public KeptLayers kept() {
        return layer -> layer < layersKept;
    }

    /**
     * Refuses a run that cannot fit.
     *
     * @throws DasllmException with what it needs, what there is, and what would need less
     */
    public void refuseWhatCannotFit() {
        if (!fits()) {
            throw DasllmException.input(
                    "The run needs about " + Quantity.bytes(bytes()) + " (weights " + Quantity.bytes(weights)
                            + ", activations " + Quantity.bytes(activations) + ", process " + Quantity.bytes(process)
                            + "), and " + Quantity.bytes(available.orElse(0)) + " are there",
                    "Lower batch.max_tokens_per_micro_batch"
                            + (layersKept > 0 ? ", set batch.recompute to auto," : "")
                            + " or take a smaller model");
        }
    }

    /** In words, for the user. */
    public String text() {
        String of = available.isPresent() ? " of " + Quantity.bytes(available.getAsLong()) : "";
        String recomputed = layersKept < layers
                ? "; " + (layers - layersKept) + " of " + layers + " layers are computed twice"
                : "";
        return "memory about " + Quantity.bytes(bytes()) + of + " (weights " + Quantity.bytes(weights)
                + ", activations " + Quantity.bytes(activations) + ")" + recomputed;
    }
}
