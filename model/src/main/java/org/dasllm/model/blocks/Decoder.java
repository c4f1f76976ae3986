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
import org.dasllm.tensor.Precision;
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
     * @param embeddingScale factor on the embedded rows; rounded to the type that the table has on the device
     * @param layers from the embedding to the head
     * @param norm [hidden]
     * @param head [vocabulary, hidden]; a tied one has the embedding's weight
     * @param softCap bound of the logits
     */
    public record Spec(
            WeightSpec embedding,
            double embeddingScale,
            List<DecoderLayer.Spec> layers,
            NormSpec norm,
            LinearSpec head,
            float softCap) {

        /** Every tensor that a checkpoint must have. */
        public List<WeightSpec> weights() {
            Stream<WeightSpec> inner = layers.stream().flatMap(DecoderLayer.Spec::weights);
            return Stream.of(Stream.of(embedding), inner, Stream.of(norm.weight()), head.weights())
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
            return new Spec(embedding, embeddingScale, layers, norm, own, softCap);
        }
    }

    private final Parameter embedding;
    private final float embeddingScale;
    private final List<DecoderLayer> layers;
    private final RmsNorm norm;
    private final Head head;
    /** Below this layer nothing learns: the backward ends in it. */
    private final int lowest;

    public Decoder(Spec spec, Weights weights) {
        this.embedding = weights.parameter(spec.embedding());
        Precision held = embedding.trainable() ? Precision.FLOAT32 : weights.precision();
        this.embeddingScale = held.rounded((float) spec.embeddingScale());
        this.layers = spec.layers().stream()
                .map(layer -> DecoderLayer.of(layer, weights))
                .toList();
        this.norm = spec.norm().on(weights);
        this.head = new Head(weights.linear(spec.head()), spec.softCap());
        int first = 0;
        while (!embedding.trainable()
                && first < layers.size()
                && !layers.get(first).trainable()) {
            first++;
        }
        this.lowest = first;
    }

    /**
     * The forward pass of training, up to the loss.
     *
     * @param kept which layers are not computed again in the backward
     */
    public Trained forward(Pass pass, int[] ids, Targets targets, Packing packing, KeptLayers kept) {
        Result embedded = pass.gather(embedding, ids, embeddingScale);
        boolean wayBack = pass.training();
        int below = wayBack ? lowest : layers.size();
        Tensor stream = through(pass, embedded.output(), packing, below);
        List<Result> learning = new ArrayList<>();
        for (int layer = below; layer < layers.size(); layer++) {
            Result result = kept.keeps(layer)
                    ? forward(layer, pass, stream, packing)
                    : computedTwice(layer, pass, stream, packing);
            learning.add(result);
            stream = result.output();
        }
        Result normed = pass.norm(stream, norm);
        Loss loss = pass.loss(normed.output(), head, targets);
        return new Trained(loss, scale -> {
            requireTrainable();
            Tensor gradient = loss.backward(scale);
            if (learning.isEmpty() && !norm.weight().trainable() && !embedding.trainable()) {
                return;
            }
            gradient = normed.backward(gradient);
            int steps = learning.size();
            gradient = Scopes.chain(
                    pass,
                    0,
                    steps,
                    gradient,
                    (step, above) -> learning.get(steps - 1 - step).backward(above));
            if (embedding.trainable()) {
                embedded.backward(gradient);
            }
        });
    }

    /** A loss and the backward pass to every gradient. */
    public record Trained(Loss loss, DoubleConsumer backward) {}

    private Result forward(int layer, Pass pass, Tensor stream, Packing packing) {
        return layer == lowest && !embedding.trainable()
                ? layers.get(layer).forwardAsLowest(pass, stream, packing)
                : layers.get(layer).forward(pass, stream, packing);
    }

    private Result computedTwice(int layer, Pass pass, Tensor stream, Packing packing) {
        Tensor output = pass.scope(() -> forward(layer, pass, stream, packing).output());
        return new Step(
                output, gradient -> forward(layer, pass, stream, packing).backward(gradient));
    }

    private void requireTrainable() {
        if (lowest == layers.size()
                && !embedding.trainable()
                && !norm.weight().trainable()
                && !TrainableLayers.isTrainable(head.layer())) {
            throw new IllegalStateException("Nothing in this model is trainable");
        }
    }

    /** What the head reads [rows, hidden], without a backward pass. */
    public Tensor hidden(Pass pass, int[] ids, Packing packing) {
        return pass.scope(() -> {
            Tensor embedded = pass.gather(embedding, ids, embeddingScale).output();
            Tensor stream = through(pass, embedded, packing, layers.size());
            return pass.norm(stream, norm).output();
        });
    }

    public Head head() {
        return head;
    }

    /** The logits [rows, vocabulary] of whole sequences. */
    public Tensor logits(Pass pass, int[] ids, Packing packing) {
        return pass.logits(hidden(pass, ids, packing), head);
    }

    /** The logits [sequences, vocabulary] after the last new row of each sequence. */
    public Tensor nextLogits(Pass pass, int[] ids, KeyValueCache cache, CachedRows rows) {
        Tensor embedded = pass.gather(embedding, ids, embeddingScale).output();
        Tensor stream = Scopes.chain(
                pass,
                0,
                layers.size(),
                embedded,
                (layer, input) -> layers.get(layer).forward(pass, input, cache, rows));
        int[] last = new int[rows.sequences()];
        int end = 0;
        for (int s = 0; s < last.length; s++) {
            end += rows.lengths()[s];
            last[s] = end - 1;
        }
        Tensor read =
                last.length == ids.length ? stream : pass.select(stream, last).output();
        return pass.logits(pass.norm(read, norm).output(), head);
    }

    /** The residual stream after the first so many layers, of which nothing is kept. */
    private Tensor through(Pass pass, Tensor embedded, Packing packing, int count) {
        return Scopes.chain(
                pass,
                0,
                count,
                embedded,
                (layer, input) ->
                        layers.get(layer).forward(pass, input, packing).output());
    }
}
