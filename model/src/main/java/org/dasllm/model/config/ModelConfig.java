package org.dasllm.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.dasllm.format.io.Json;

/**
 * The shape of a decoder, as config.json of a Hugging Face checkpoint gives it. It is a view of that file: a changed
 * configuration is a changed file read again, and what is written has every key that was read.
 *
 * @param architecture which family it belongs to
 * @param vocabularySize rows of the embedding table
 * @param hiddenSize columns of the residual stream
 * @param contextLength the most positions a sequence may have
 * @param attention what the attention of all layers has in common
 * @param feedForward the feed-forward block of every layer
 * @param positions layer by layer, what it sees and how it is turned
 * @param normEpsilon added to the mean square in RMSNorm
 * @param head the output head
 * @param bos the token that begins a text, where there is one
 * @param endTokens tokens that end an answer, ascending; from generation_config.json where it names them
 * @param files where all of this is from
 */
public record ModelConfig(
        Architecture architecture,
        int vocabularySize,
        int hiddenSize,
        int contextLength,
        Attention attention,
        FeedForward feedForward,
        List<Positions> positions,
        double normEpsilon,
        OutputHead head,
        OptionalInt bos,
        List<Integer> endTokens,
        ConfigFiles files) {
    private static final String TIED = "tie_word_embeddings";

    public ModelConfig {
        Sizes.positive("vocab_size", vocabularySize);
        Sizes.positive("hidden_size", hiddenSize);
        Sizes.positive("num_hidden_layers", positions.size());
        Sizes.positive("max_position_embeddings", contextLength);
        Sizes.positive("rms_norm_eps", normEpsilon);
        positions = List.copyOf(positions);
        endTokens = List.copyOf(new TreeSet<>(endTokens));
    }

    /** A small Llama with the usual constants, heads of hiddenSize / heads columns and a tied head. */
    public static ModelConfig llama(
            int vocabularySize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int keyValueHeads,
            int contextLength) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.putArray("architectures").add(Architecture.LLAMA.className());
        json.put("model_type", Architecture.LLAMA.modelType());
        json.put("vocab_size", vocabularySize);
        json.put("hidden_size", hiddenSize);
        json.put("intermediate_size", intermediateSize);
        json.put("num_hidden_layers", layers);
        json.put("num_attention_heads", heads);
        json.put("num_key_value_heads", keyValueHeads);
        json.put("max_position_embeddings", contextLength);
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", 1e-5);
        json.put("rope_theta", 10000.0);
        json.put(TIED, true);
        json.put("attention_bias", false);
        json.put("mlp_bias", false);
        return of(json);
    }

    /**
     * The configuration that a config.json of this content stands for.
     *
     * @throws org.dasllm.format.error.DasllmException if something is missing or broken, or the model is one that this
     *     project would compute wrongly
     */
    public static ModelConfig of(ObjectNode config) {
        return of(new ConfigFiles(config.deepCopy(), Json.mapper().createObjectNode()));
    }

    private static ModelConfig of(ConfigFiles files) {
        return new ConfigReader(ConfigFiles.CONFIG, files).read();
    }

    /**
     * Reads config.json, and the end tokens of generation_config.json where it is there.
     *
     * @throws org.dasllm.format.error.DasllmException if a file is missing or broken, or the model is one that this
     *     project would compute wrongly
     */
    public static ModelConfig read(Path dir) {
        return new ConfigReader(dir.resolve(ConfigFiles.CONFIG).toString(), ConfigFiles.read(dir)).read();
    }

    /** Writes a config.json that says the weights are float32; see {@link #write(Path, String)}. */
    public void write(Path dir) {
        write(dir, "float32");
    }

    /**
     * Writes config.json and generation_config.json as transformers reads them, with all keys they were read with.
     *
     * @param weightType {@code float32}, {@code bfloat16} or {@code float16}
     */
    public void write(Path dir, String weightType) {
        files.write(dir, weightType);
    }

    /** Decoder layers. */
    public int layers() {
        return positions.size();
    }

    /** Whether the output head is the embedding table. */
    public boolean tiedHead() {
        return head.tied();
    }

    /** Whether config.json itself says if the head is tied; many older ones do not. */
    public boolean saysWhetherTied() {
        return files.config().hasNonNull(TIED);
    }

    public ModelConfig withTiedHead(boolean tied) {
        return changed(json -> json.put(TIED, tied), json -> {});
    }

    public ModelConfig withTokens(OptionalInt bosToken, List<Integer> endOfAnswer) {
        Consumer<ObjectNode> change = json -> {
            json.remove(List.of("bos_token_id", "eos_token_id"));
            bosToken.ifPresent(token -> json.put("bos_token_id", token));
            if (endOfAnswer.size() == 1) {
                json.put("eos_token_id", endOfAnswer.get(0));
            } else if (!endOfAnswer.isEmpty()) {
                endOfAnswer.forEach(json.putArray("eos_token_id")::add);
            }
        };
        return changed(change, change);
    }

    private ModelConfig changed(Consumer<ObjectNode> configChange, Consumer<ObjectNode> generationChange) {
        return of(files.changed(configChange, generationChange));
    }
}
