package org.dasllm.model.weights;

import java.nio.ByteBuffer;
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
    private final StoredNames names;

    public CheckpointWeights(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.names = StoredNames.among(checkpoint.names());
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
        unknown.removeIf(names::foreign);
        ignored.forEach(name -> unknown.remove(names.of(name)));
        unknown.removeIf(name -> name.endsWith(".rotary_emb.inv_freq")); // old checkpoints carry what is computed
        for (WeightSpec spec : specs) {
            String name = names.of(spec.name());
            unknown.remove(name);
            if (!checkpoint.contains(name)) {
                complaints.add(name + " is missing");
                continue;
            }
            TensorInfo info = checkpoint.info(name);
            if (!Arrays.equals(info.shape(), spec.shape())) {
                complaints.add(name + " has shape " + Arrays.toString(info.shape()) + " instead of "
                        + Arrays.toString(spec.shape()));
            } else if (ElementTypes.of(info.dtype()).isEmpty()) {
                complaints.add(name + " is of type " + info.dtype() + ", not F32, BF16 or F16");
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

    /** Whether there is a tensor that a text model calls so. */
    public boolean contains(String name) {
        return checkpoint.contains(names.of(name));
    }

    /** Where and how a weight is stored. */
    public TensorInfo info(WeightSpec spec) {
        return checkpoint.info(names.of(spec.name()));
    }

    /** A piece of a weight as it is stored. */
    public ByteBuffer data(WeightSpec spec, long offset, int length) {
        return checkpoint.data(names.of(spec.name()), offset, length);
    }

    /**
     * A weight's numbers, all of them finite.
     *
     * @throws DasllmException naming the tensor and its file, if one is not
     */
    @Override
    public HostMatrix read(WeightSpec spec) {
        String name = names.of(spec.name());
        HostMatrix matrix = new HostMatrix(
                ElementTypes.of(info(spec).dtype()).orElseThrow(), spec.rows(), spec.columns(), checkpoint.data(name));
        return NotFinite.refuse(checkpoint.path(name), name, matrix);
    }
}
