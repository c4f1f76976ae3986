package org.dasllm.model.config;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Reads the tokens that begin and end a text. */
final class TokensReader {
    private static final String BEGIN = "bos_token_id";
    private static final String END = "eos_token_id";

    private final Keys config;
    private final Keys generation;
    private final int vocabularySize;

    /**
     * Prepares to read.
     *
     * @param file config.json, named in complaints; generation_config.json is beside it
     */
    TokensReader(String file, ConfigFiles files, int vocabularySize) {
        this.config = new Keys(file, files.config());
        this.generation =
                new Keys(Path.of(file).resolveSibling(ConfigFiles.GENERATION).toString(), files.generation());
        this.vocabularySize = vocabularySize;
    }

    OptionalInt bos() {
        return config.tokens(BEGIN, vocabularySize).stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** generation_config.json decides where it names some: chat models end a turn with more than one token. */
    List<Integer> endTokens() {
        List<Integer> named = generation.tokens(END, vocabularySize);
        return named.isEmpty() ? config.tokens(END, vocabularySize) : named;
    }
}
