package org.dasllm.model.blocks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;

/** Embedding, layers, final norm and output head. */
public final class Decoder {

    /**
     * What a decoder is made of, before any memory is taken.
     *
     * @param embedding [vocabulary, hidden]
     * @param embeddingScale factor on the embedded rows
     * @param layers from the embedding to the head
     * @param norm [hidden]
     * @param epsilon of the final norm
     * @param head [vocabulary, hidden]; a tied one has the embedding's weight
     */
    public record Spec(
            WeightSpec embedding,
            float embeddingScale,
            List<DecoderLayer.Spec> layers,
            WeightSpec norm,
            float epsilon,
            LinearSpec head) {

        /** Every tensor that a checkpoint must have. */
        public List<WeightSpec> weights() {
            Stream<WeightSpec> inner = layers.stream().flatMap(DecoderLayer.Spec::weights);
            return Stream.of(Stream.of(embedding), inner, Stream.of(norm), head.weights())
                    .flatMap(part -> part)
                    .distinct()
                    .toList();
        }

        /** Every linear layer, the head last. */
        public List<LinearSpec> linearsAndHead() {
            return Stream.concat(layers.stream().flatMap(DecoderLayer.Spec::linears), Stream.of(head))
                    .toList();
        }

        /** Whether head and embedding are one weight. */
        public boolean tied() {
            return head.weight().equals(embedding);
        }

        /** The same decoder with a head of its own, as it is written where an adapter has changed the tied one. */
        public Spec untied() {
            LinearSpec own =
                    LinearSpec.of(head.module(), embedding.rows(), embedding.columns(), WeightSpec.Role.HEAD, false);
            return new Spec(embedding, embeddingScale, layers, norm, epsilon, own);
        }
    }

    private final Spec spec;
    private final Parameter embedding;
    private final List<Block> blocks;
    private final RmsNorm norm;
    private final Head head;
    private final boolean trainable;
    /** Blocks below this one have nothing to learn, and nothing below them has: the backward ends above them. */
    private final int lowestTrainable;

    public Decoder(Spec spec, Weights weights) {
        this.spec = spec;
        this.embedding = weights.parameter(spec.embedding());
        this.blocks = spec.layers().stream()
                .flatMap(layer -> DecoderLayer.of(layer, weights).blocks().stream())
                .toList();
        this.norm = RmsNorm.of(weights.parameter(spec.norm()), spec.epsilon());
        this.head = Head.of(weights.linear(spec.head()));
        int lowest = 0;
        while (!embedding.trainable()
                && lowest < blocks.size()
                && !blocks.get(lowest).trainable()) {
            lowest++;
        }
        this.lowestTrainable = lowest;
        this.trainable = lowest < blocks.size()
                || embedding.trainable()
                || norm.weight().trainable()
                || Learning.in(head.layer());
    }

    /** The forward pass of training, up to the loss. */
    public Trained forward(Pass pass, int[] ids, int[] targets, Packing packing) {
        Result embedded = pass.gather(embedding, ids, spec.embeddingScale());
        List<Result> results = new ArrayList<>(blocks.size());
        Tensor stream = embedded.output();
        for (Block block : blocks) {
            Result result = block.forward(pass, stream, packing);
            results.add(result);
            stream = result.output();
        }
        Result normed = pass.norm(stream, norm);
        Loss loss = pass.loss(normed.output(), head, Targets.of(targets));
        return new Trained(loss, scale -> backward(scale, loss, normed, results, embedded));
    }

    /** A loss and the way back to every gradient. */
    public record Trained(Loss loss, DoubleConsumer backward) {}

    private void backward(double scale, Loss loss, Result normed, List<Result> results, Result embedded) {
        if (!trainable) {
            throw new IllegalStateException("Nothing in this model is trainable");
        }
        Tensor gradient = loss.backward(scale);
        if (lowestTrainable == blocks.size() && !norm.weight().trainable()) {
            return;
        }
        gradient = normed.backward(gradient);
        for (int i = blocks.size() - 1; i >= lowestTrainable; i--) {
            gradient = results.get(i).backward(gradient);
        }
        if (embedding.trainable()) {
            embedded.backward(gradient);
        }
    }

    /** The logits [rows, vocabulary] of whole sequences. */
    public Tensor logits(Pass pass, int[] ids, Packing packing) {
        Tensor stream = pass.gather(embedding, ids, spec.embeddingScale()).output();
        for (Block block : blocks) {
            stream = block.forward(pass, stream, packing).output();
        }
        return head(pass, stream);
    }

    /** The logits [sequences, vocabulary] after the last new row of each sequence. */
    public Tensor nextLogits(Pass pass, int[] ids, KeyValueCache cache, CachedRows rows) {
        Tensor stream = pass.gather(embedding, ids, spec.embeddingScale()).output();
        for (Block block : blocks) {
            stream = block.forward(pass, stream, cache, rows);
        }
        int[] last = new int[rows.sequences()];
        int end = 0;
        for (int s = 0; s < last.length; s++) {
            end += rows.lengths()[s];
            last[s] = end - 1;
        }
        return head(
                pass,
                last.length == ids.length ? stream : pass.select(stream, last).output());
    }

    private Tensor head(Pass pass, Tensor stream) {
        Tensor normed = pass.norm(stream, norm).output();
        return pass.logits(normed, head);
    }
}
