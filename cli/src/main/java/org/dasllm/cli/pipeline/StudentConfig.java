package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;

/**
 * The model that learns, and what it runs on.
 *
 * @param base an open model in the Hugging Face layout
 * @param device {@code auto}, or a device's name as {@code dasllm doctor} lists them
 * @param threads cores to use; 0 for all
 * @param slots answers generated at the same time in the evaluation
 * @param maxNewTokens the most tokens of one answer
 */
public record StudentConfig(
        @Existing Path base,
        @Default("auto") String device,
        @Default("0") int threads,
        @Default("32") int slots,
        @Default("64") int maxNewTokens) {

    public StudentConfig {
        if (threads < 0 || slots < 1 || maxNewTokens < 1) {
            throw new IllegalArgumentException("threads is at least 0, slots and max_new_tokens at least 1");
        }
    }
}
