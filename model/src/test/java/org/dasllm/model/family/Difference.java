package org.dasllm.model.family;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dasllm.model.blocks.AttentionBlock;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.blocks.FeedForwardBlock;
import org.dasllm.model.blocks.HeadNorms;
import org.dasllm.model.blocks.NormSpec;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.tensor.HostMatrix;
import org.jspecify.annotations.Nullable;

/**
 * One of a family's differences, switched off in the configuration, in the decoder's parts or in the weights, as
 * tools/reference/families.py switches it off in transformers.
 *
 * @param name as in facts.json
 */
record Difference(
        String name,
        Consumer<ObjectNode> config,
        UnaryOperator<Decoder.Spec> decoder,
        UnaryOperator<WeightSource> weights) {

    @Override
    public String toString() {
        return name;
    }

    /** The differences of a family. */
    static List<Difference> of(String family) {
        Difference theta = key("rope theta 10000", "rope_theta", 10000.0);
        Difference headNorms = decoder(
                "no norm on q and k",
                spec -> layers(
                        spec,
                        layer -> attention(
                                layer,
                                layer.attention().norm(),
                                null,
                                layer.attention().normAfter())));
        Stream<Difference> own = switch (family) {
            case "llama2" -> Stream.of(key("rope theta 500000", "rope_theta", 500000.0), tied());
            case "llama3" ->
                Stream.of(
                        scaling(),
                        config(
                                "original context 64",
                                json -> ((ObjectNode) json.get("rope_scaling"))
                                        .put("original_max_position_embeddings", 64)),
                        theta);
            case "mistral" -> Stream.of(config("no window", json -> json.putNull("sliding_window")), wider(), tied());
            case "qwen2" ->
                Stream.of(
                        filled("no bias", 0, ".bias"),
                        filled("no bias on q", 0, "q_proj.bias"),
                        filled("no bias on v", 0, "v_proj.bias"),
                        theta);
            case "qwen2-sliding" -> Stream.of(filled("no bias", 0, ".bias"), everything(), wider(), shifted(), tied());
            case "qwen3" -> Stream.of(headNorms, filled("norm on q and k neutral", 1, "q_norm", "k_norm"), theta);
            case "gemma2" ->
                Stream.of(
                        config("no soft cap on attention", json -> json.putNull("attn_logit_softcapping")),
                        config("no soft cap on logits", json -> json.putNull("final_logit_softcapping")));
            case "gemma3" ->
                Stream.of(
                        headNorms,
                        filled("norm on q and k neutral", 0, "q_norm", "k_norm"),
                        key("local theta 1000000", "rope_local_base_freq", 1000000.0),
                        key("global theta 10000", "rope_theta", 10000.0));
            case "gemma3-linear" ->
                Stream.of(headNorms, scaling(), key("local theta 1000000", "rope_local_base_freq", 1000000.0));
            case "smollm2" -> Stream.of(theta);
            case "smollm3" ->
                Stream.of(
                        config("rope in every layer", json -> turned(json, 1, 1, 1, 1, 1)),
                        config("no rope in another layer", json -> turned(json, 1, 1, 0, 1, 1)),
                        theta);
            default -> throw new IllegalArgumentException(family);
        };
        return Stream.concat(
                        own,
                        family.startsWith("gemma")
                                ? gemma()
                                : Stream.of(filled("norm weights neutral", 1, "norm.weight")))
                .toList();
    }

    private static Stream<Difference> gemma() {
        return Stream.of(
                filled("norm weights neutral", 0, "norm.weight"),
                decoder("w in place of (1 + w)", Difference::withoutOffset),
                decoder(
                        "embedding scale 1",
                        spec -> new Decoder.Spec(
                                spec.embedding(), 1, spec.layers(), spec.norm(), spec.head(), spec.softCap())),
                config("silu in place of gelu", json -> json.put("hidden_activation", "silu")),
                decoder(
                        "no norm after attention",
                        spec -> layers(
                                spec,
                                layer -> attention(
                                        layer,
                                        layer.attention().norm(),
                                        layer.attention().headNorms(),
                                        null))),
                decoder(
                        "no norm after the feed-forward",
                        spec -> layers(
                                spec,
                                layer -> feedForward(layer, layer.feedForward().norm(), null))),
                config(
                        "query scale from the head size",
                        json -> json.set("query_pre_attn_scalar", json.get("head_dim"))),
                everything(),
                wider(),
                shifted());
    }

    private static Difference config(String name, Consumer<ObjectNode> change) {
        return new Difference(name, change, UnaryOperator.identity(), UnaryOperator.identity());
    }

    private static Difference decoder(String name, UnaryOperator<Decoder.Spec> change) {
        return new Difference(name, json -> {}, change, UnaryOperator.identity());
    }

    private static Difference key(String name, String key, double value) {
        return config(name, json -> json.put(key, value));
    }

    private static void turned(ObjectNode json, int... layers) {
        Arrays.stream(layers).forEach(json.putArray("no_rope_layers")::add);
    }

    private static Difference scaling() {
        return config("no rope scaling", json -> json.putNull("rope_scaling"));
    }

    private static Difference wider() {
        return config("window of 9", json -> json.put("sliding_window", 9));
    }

    private static Difference tied() {
        return config("head tied", json -> json.put("tie_word_embeddings", true));
    }

    /** Every layer sees everything. */
    private static Difference everything() {
        return config("no window", json -> {
            ArrayNode kinds = json.putArray("layer_types");
            for (int i = 0; i < json.get("num_hidden_layers").asInt(); i++) {
                kinds.add("full_attention");
            }
        });
    }

    private static Difference shifted() {
        return config("layer kinds shifted by one", json -> {
            ArrayNode kinds = (ArrayNode) json.get("layer_types");
            kinds.add(kinds.remove(0));
        });
    }

    /** Weights whose name has one of the parts are all the same number. */
    private static Difference filled(String name, float value, String... parts) {
        return new Difference(name, json -> {}, UnaryOperator.identity(), source -> spec -> {
            if (Arrays.stream(parts).noneMatch(spec.name()::contains)) {
                return source.read(spec);
            }
            float[] values = new float[spec.rows() * spec.columns()];
            Arrays.fill(values, value);
            return HostMatrix.of(spec.rows(), spec.columns(), values);
        });
    }

    private static Decoder.Spec withoutOffset(Decoder.Spec spec) {
        Decoder.Spec changed = layers(spec, layer -> {
            AttentionBlock.Spec attention = layer.attention();
            HeadNorms heads = attention.headNorms();
            DecoderLayer.Spec inner = attention(
                    layer,
                    plain(attention.norm()),
                    heads == null ? null : new HeadNorms(plain(heads.queries()), plain(heads.keys())),
                    plainOrNull(attention.normAfter()));
            return feedForward(
                    inner,
                    plain(layer.feedForward().norm()),
                    plainOrNull(layer.feedForward().normAfter()));
        });
        return new Decoder.Spec(
                spec.embedding(),
                spec.embeddingScale(),
                changed.layers(),
                plain(spec.norm()),
                spec.head(),
                spec.softCap());
    }

    private static @Nullable NormSpec plainOrNull(@Nullable NormSpec norm) {
        return norm == null ? null : plain(norm);
    }

    private static NormSpec plain(NormSpec norm) {
        return new NormSpec(
                new WeightSpec(norm.weight().name(), 1, norm.weight().columns(), WeightSpec.Role.NORM), norm.epsilon());
    }

    private static Decoder.Spec layers(Decoder.Spec spec, UnaryOperator<DecoderLayer.Spec> change) {
        return new Decoder.Spec(
                spec.embedding(),
                spec.embeddingScale(),
                spec.layers().stream().map(change).toList(),
                spec.norm(),
                spec.head(),
                spec.softCap());
    }

    private static DecoderLayer.Spec attention(
            DecoderLayer.Spec layer, NormSpec norm, @Nullable HeadNorms headNorms, @Nullable NormSpec normAfter) {
        AttentionBlock.Spec old = layer.attention();
        return new DecoderLayer.Spec(
                new AttentionBlock.Spec(
                        old.layer(),
                        norm,
                        old.queries(),
                        old.keys(),
                        old.values(),
                        old.output(),
                        headNorms,
                        normAfter,
                        old.shape(),
                        old.rotary()),
                layer.feedForward());
    }

    private static DecoderLayer.Spec feedForward(DecoderLayer.Spec layer, NormSpec norm, @Nullable NormSpec normAfter) {
        FeedForwardBlock.Spec old = layer.feedForward();
        return new DecoderLayer.Spec(
                layer.attention(),
                new FeedForwardBlock.Spec(norm, old.gate(), old.up(), old.down(), normAfter, old.activation()));
    }
}
