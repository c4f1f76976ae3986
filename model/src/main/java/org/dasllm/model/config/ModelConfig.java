package org.dasllm.model.config;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The shape of a decoder, as config.json of a Hugging Face checkpoint gives it.
 *
 * @param architecture which family it belongs to
 * @param vocabularySize rows of the embedding table
 * @param hiddenSize columns of the residual stream
 * @param intermediateSize columns inside a feed-forward block
 * @param layers number of decoder layers
 * @param heads query heads
 * @param keyValueHeads key/value heads, a divisor of {@code heads}
 * @param headSize columns of one head, even
 * @param contextLength the most positions a sequence may have
 * @param normEpsilon added to the mean square in RMSNorm
 * @param ropeTheta base of the rotary frequencies
 * @param tiedHead whether the output head is the embedding table
 * @param attentionBias whether q, k, v and o have a bias
 * @param feedForwardBias whether gate, up and down have a bias
 * @param bos the token that begins a text, where there is one
 * @param endTokens tokens that end an answer, ascending; from generation_config.json where it names them
 */
public record ModelConfig(
        Architecture architecture,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int contextLength,
        double normEpsilon,
        double ropeTheta,
        boolean tiedHead,
        boolean attentionBias,
        boolean feedForwardBias,
        OptionalInt bos,
        List<Integer> endTokens) {

    public ModelConfig {
        positive("vocabularySize", vocabularySize);
        positive("hiddenSize", hiddenSize);
        positive("intermediateSize", intermediateSize);
        positive("layers", layers);
        positive("heads", heads);
        positive("keyValueHeads", keyValueHeads);
        positive("headSize", headSize);
        positive("contextLength", contextLength);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    heads + " heads do not share " + keyValueHeads + " key/value heads evenly");
        }
        if (headSize % 2 != 0) {
            throw new IllegalArgumentException("a head size of " + headSize + " is odd");
        }
        if (!(normEpsilon > 0) || !(ropeTheta > 0)) {
            throw new IllegalArgumentException(
                    "rms_norm_eps " + normEpsilon + " and rope_theta " + ropeTheta + " must be above 0");
        }
        endTokens = List.copyOf(new TreeSet<>(endTokens));
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " " + value + " must be above 0");
        }
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
        return new ModelConfig(
                Architecture.LLAMA,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                hiddenSize / heads,
                contextLength,
                1e-5,
                10000.0,
                true,
                false,
                false,
                OptionalInt.empty(),
                List.of());
    }

    /**
     * Reads config.json, and the end tokens of generation_config.json where it is there.
     *
     * @throws org.dasllm.format.error.DasllmException if a file is missing or broken, or the model is one that this
     *     project would compute wrongly
     */
    public static ModelConfig read(Path dir) {
        return new ConfigReader(dir).read();
    }

    /** Writes a config.json that says the weights are float32; see {@link #write(Path, String)}. */
    public void write(Path dir) {
        write(dir, "float32");
    }

    /**
     * Writes config.json and generation_config.json as transformers reads them.
     *
     * @param weightType {@code float32}, {@code bfloat16} or {@code float16}
     */
    public void write(Path dir, String weightType) {
        ConfigWriter.write(this, dir, weightType);
    }

    public ModelConfig withTiedHead(boolean tied) {
        return new ModelConfig(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                contextLength,
                normEpsilon,
                ropeTheta,
                tied,
                attentionBias,
                feedForwardBias,
                bos,
                endTokens);
    }

    public ModelConfig withBias(boolean attention, boolean feedForward) {
        return new ModelConfig(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                contextLength,
                normEpsilon,
                ropeTheta,
                tiedHead,
                attention,
                feedForward,
                bos,
                endTokens);
    }

    public ModelConfig withTokens(OptionalInt bosToken, List<Integer> endOfAnswer) {
        return new ModelConfig(
                architecture,
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                contextLength,
                normEpsilon,
                ropeTheta,
                tiedHead,
                attentionBias,
                feedForwardBias,
                bosToken,
                endOfAnswer);
    }
}
