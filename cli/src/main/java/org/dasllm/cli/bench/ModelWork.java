package org.dasllm.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.ModelFolder;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;

/**
 * What a model's work comes to, by its matrices alone; what norms, rotary embedding, softmax and gates cost is not
 * counted as useful.
 *
 * @param matrices values of all matrices that are multiplied, the head's among them, the embedding's not
 * @param head of these the head's
 * @param adapters values of the adapters' matrices
 * @param layers decoder layers
 * @param queryColumns columns of a query row: heads · head size
 */
record ModelWork(long matrices, long head, long adapters, int layers, int queryColumns) {
    private static final double GIGA = 1e9;

    /** Rank 16 on every linear layer but the head, alpha 32. */
    static final LoraSpec ADAPTERS = new LoraSpec(16, 32, Set.of(LoraSpec.ALL_LINEAR), 1);

    static ModelWork of(Path model) {
        try (ModelFolder folder = ModelFolder.open(model)) {
            ModelConfig config = folder.config();
            List<LinearSpec> linears = folder.spec().linearsAndHead();
            return new ModelWork(
                    linears.stream()
                            .mapToLong(linear -> values(linear.weight()))
                            .sum(),
                    values(folder.spec().head().weight()),
                    linears.stream()
                            .filter(linear -> ADAPTERS.matches(linear.module()))
                            .mapToLong(linear -> (long) ADAPTERS.rank()
                                    * (linear.weight().rows() + linear.weight().columns()))
                            .sum(),
                    config.layers(),
                    config.attention().heads() * config.attention().headSize());
        }
    }

    private static long values(WeightSpec weight) {
        return (long) weight.rows() * weight.columns();
    }

    /**
     * 10⁹ operations of a step's forward and backward a token: 4 a frozen value (forward, and the input's gradient), 6 an
     * adapter's, and attention.
     *
     * @param length tokens of a sequence
     * @param targets share of the tokens that are to be predicted; the head works for these only
     */
    double trainingGigaflop(int length, double targets) {
        return (4.0 * (matrices - head) + 4.0 * head * targets + 6.0 * adapters + 3 * attention(length)) / GIGA;
    }

    /** 10⁹ operations a token of a prompt, of which the head sees the last token only. */
    double prefillGigaflop(int length) {
        return (2.0 * (matrices - head) + 2.0 * head / length + attention(length)) / GIGA;
    }

    /**
     * 10⁹ bytes of weights that one step of decoding reads, for however many sequences.
     *
     * @param bytes of one value
     */
    double decodeGigabytes(double bytes) {
        return matrices * bytes / GIGA;
    }

    /** Scores and values of half the square, a token. */
    private double attention(int length) {
        return 2.0 * length * queryColumns * layers;
    }
}
