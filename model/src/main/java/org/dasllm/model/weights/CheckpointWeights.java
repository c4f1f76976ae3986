package org.dasllm.model.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.TensorInfo;
import org.dasllm.tensor.HostMatrix;

/** The weights of an open checkpoint. */
public final class CheckpointWeights implements WeightSource {
    private final Checkpoint checkpoint;

    public CheckpointWeights(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Compares the checkpoint's headers with what the model needs; reads no values.
     *
     * @param specs every weight of the model
     * @param ignored further names that may be there
     * @throws DasllmException naming every missing, misshapen, wrongly typed or unknown tensor (the first few of many)
     */
    public void check(List<WeightSpec> specs, Set<String> ignored) {
        List<String> complaints = new ArrayList<>();
        Set<String> unknown = new HashSet<>(checkpoint.names());
        unknown.removeAll(ignored);
        unknown.removeIf(name -> name.endsWith(".rotary_emb.inv_freq")); // old checkpoints carry what is computed
        for (WeightSpec spec : specs) {
            unknown.remove(spec.name());
            if (!checkpoint.contains(spec.name())) {
                complaints.add(spec.name() + " is missing");
                continue;
            }
            TensorInfo info = checkpoint.info(spec.name());
            if (!Arrays.equals(info.shape(), spec.shape())) {
                complaints.add(spec.name() + " has shape " + Arrays.toString(info.shape()) + " instead of "
                        + Arrays.toString(spec.shape()));
            } else if (ElementTypes.of(info.dtype()).isEmpty()) {
                complaints.add(spec.name() + " is of type " + info.dtype() + ", not F32, BF16 or F16");
            }
        }
        unknown.stream().sorted().forEach(name -> complaints.add(name + " is not a weight of this architecture"));
        if (!complaints.isEmpty()) {
            int shown = Math.min(5, complaints.size());
            String more = complaints.size() > shown ? "; and " + (complaints.size() - shown) + " more" : "";
            throw DasllmException.input(
                    "The checkpoint does not fit its config.json: " + String.join("; ", complaints.subList(0, shown))
                            + more,
                    "Fetch the model again, or correct config.json");
        }
    }

    @Override
    public HostMatrix read(WeightSpec spec) {
        return new HostMatrix(
                ElementTypes.of(checkpoint.info(spec.name()).dtype()).orElseThrow(),
                spec.rows(),
                spec.columns(),
                checkpoint.data(spec.name()));
    }
}
