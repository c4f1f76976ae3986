package org.dasllm.cli.making;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.jspecify.annotations.Nullable;

/**
 * A byte-level BPE tokenizer that is trained on samples, as the chat template writes them.
 *
 * @param out the folder that its files go to
 * @param data samples, JSON Lines; prompts and completions are learnt from
 * @param chatTemplate a file with a Jinja template, which goes to the tokenizer's files; ChatML where there is none
 * @param vocabularySize tokens in all
 * @param minimumCount a pair must occur so often to become a token
 * @param contextLength written to the tokenizer's files
 */
public record TokenizerConfig(
        Path out,
        @Existing List<Path> data,
        @Existing @Nullable Path chatTemplate,
        @Default("2048") int vocabularySize,
        @Default("2") int minimumCount,
        @Default("512") int contextLength) {

    public TokenizerConfig {
        data = List.copyOf(data);
    }
}
