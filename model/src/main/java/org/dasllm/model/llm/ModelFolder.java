package org.dasllm.model.llm;

import java.nio.file.Path;
import java.util.Set;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.weights.CheckpointWeights;

/**
 * A model folder whose files fit each other; no values are read yet.
 *
 * @param name the folder's own name
 * @param weights to be read before {@link #close}
 */
record ModelFolder(String name, ModelConfig config, Decoder.Spec spec, Checkpoint checkpoint, CheckpointWeights weights)
        implements AutoCloseable {
    private static final String HEAD = "lm_head.weight";

    static ModelFolder open(Path dir) {
        ModelConfig stated = ModelConfig.read(dir);
        Checkpoint checkpoint = Checkpoint.open(dir);
        try {
            ModelConfig config = checkpoint.contains(HEAD) ? stated : stated.withTiedHead(true);
            Decoder.Spec spec = Family.of(config).decoder(config);
            CheckpointWeights weights = new CheckpointWeights(checkpoint);
            weights.check(spec.weights(), config.tiedHead() ? Set.of(HEAD) : Set.of());
            Path name = dir.toAbsolutePath().normalize().getFileName();
            return new ModelFolder(name == null ? "" : name.toString(), config, spec, checkpoint, weights);
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
