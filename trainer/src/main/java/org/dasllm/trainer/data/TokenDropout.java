package org.dasllm.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.dasllm.format.io.Json;
import org.dasllm.model.tokenizer.SpecialTokens;
import org.dasllm.model.tokenizer.Tokenizer;

/**
 * Noise on prompts: each of their tokens but the special ones is replaced with a given probability, by the tokenizer's
 * unknown token, or by some other ordinary token where it has none, as byte-level tokenizers have none. Targets stay.
 */
public final class TokenDropout {
    private static final int PURPOSE = 2;

    /** Leaves every sample as it is. */
    public static final TokenDropout NONE = new TokenDropout(0, 0, Set.of(), new int[0]);

    private final double probability;
    private final long seed;
    private final Set<Integer> special;
    private final int[] replacements;

    TokenDropout(double probability, long seed, Set<Integer> special, int[] replacements) {
        this.probability = probability;
        this.seed = seed;
        this.special = special;
        this.replacements = replacements;
    }

    /** With the tokens of the tokenizer in {@code modelDir}. */
    static TokenDropout of(double probability, long seed, Path modelDir, Tokenizer tokenizer) {
        if (probability == 0) {
            return NONE;
        }
        Set<Integer> special = new HashSet<>(tokenizer.endOfText());
        for (JsonNode added : Json.readTree(modelDir.resolve("tokenizer.json")).path("added_tokens")) {
            special.add(added.path("id").asInt());
        }
        OptionalInt unknown = tokenizer.id(SpecialTokens.content(SpecialTokens.config(modelDir), "unk_token"));
        int[] replacements = unknown.isPresent()
                ? new int[] {unknown.getAsInt()}
                : IntStream.range(0, tokenizer.vocabularySize())
                        .filter(id -> !special.contains(id))
                        .toArray();
        return new TokenDropout(probability, seed, special, replacements);
    }

    /** The sample as epoch {@code epoch} sees it; {@code index} is its place among the training samples. */
    public TrainingSample apply(TrainingSample sample, int epoch, int index) {
        if (probability == 0) {
            return sample;
        }
        Random random = Streams.of(seed, PURPOSE, epoch, index);
        int[] ids = sample.ids().clone();
        for (int i = 0; i < sample.promptRows(); i++) {
            if (!special.contains(ids[i]) && random.nextDouble() < probability) {
                ids[i] = replacements[random.nextInt(replacements.length)];
            }
        }
        return sample.withIds(ids);
    }
}
