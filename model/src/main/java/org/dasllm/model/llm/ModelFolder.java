package org.dasllm.model.llm;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.TensorInfo;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.weights.CheckpointWeights;
import org.dasllm.model.weights.WeightSpec;

/**
 * A model folder whose files fit each other; no values are read yet.
 *
 * @param name the folder's own name
 * @param weights to be read before {@link #close}
 */
public record ModelFolder(
        String name, ModelConfig config, Decoder.Spec spec, Checkpoint checkpoint, CheckpointWeights weights)
        implements AutoCloseable {
    private static final String HEAD = "lm_head.weight";
    private static final int PIECE = 1 << 24;

    /**
     * Opens a model in the Hugging Face layout and compares the checkpoint's headers with what config.json promises.
     *
     * @throws DasllmException if a file is missing or broken, the architecture unknown, or a tensor missing, misshapen or
     *     unknown
     */
    public static ModelFolder open(Path dir) {
        ModelConfig stated = ModelConfig.read(dir);
        Checkpoint checkpoint = Checkpoint.open(dir);
        try {
            CheckpointWeights weights = new CheckpointWeights(checkpoint);
            boolean silent = !stated.saysWhetherTied() && !weights.contains(HEAD);
            ModelConfig config = silent ? stated.withTiedHead(true) : stated;
            Decoder.Spec spec = Family.of(config).decoder(config);
            weights.check(spec.weights(), spec.tied() ? Set.of(HEAD) : Set.of());
            if (spec.tied() && weights.contains(HEAD)) {
                requireEqual(dir, weights, spec.embedding());
            }
            Path name = dir.toAbsolutePath().normalize().getFileName();
            return new ModelFolder(name == null ? "" : name.toString(), config, spec, checkpoint, weights);
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    /** A tied head may be stored a second time; with other values, nobody can say which ones are meant. */
    private static void requireEqual(Path dir, CheckpointWeights weights, WeightSpec embedding) {
        WeightSpec head = new WeightSpec(HEAD, embedding.rows(), embedding.columns(), WeightSpec.Role.HEAD);
        TensorInfo table = weights.info(embedding);
        TensorInfo stored = weights.info(head);
        boolean equal = table.dtype() == stored.dtype() && table.bytes() == stored.bytes();
        for (long from = 0; equal && from < table.bytes(); from += PIECE) {
            int length = (int) Math.min(PIECE, table.bytes() - from);
            ByteBuffer expected = weights.data(embedding, from, length);
            equal = expected.equals(weights.data(head, from, length));
        }
        if (!equal) {
            throw DasllmException.input(
                    "The config.json in " + dir + " ties the output head to the embedding, but the checkpoint's " + HEAD
                            + " has other values",
                    "Set tie_word_embeddings to false, or remove the tensor");
        }
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
