package org.dasllm.cli.making;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.trainer.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * A full-parameter training: from a tokenizer and a shape, or on from a model.
 *
 * @param out the folder of the training; the model is in {@code model} below it
 * @param tokenizer a folder with tokenizer files, together with {@code shape}
 * @param shape the model's shape, where it begins at random
 * @param base a model to go on from, instead of the two above
 * @param device {@code auto}, or a device's name
 * @param threads cores to use; 0 for all
 * @param data samples with completions, JSON Lines; all files together are the training data
 * @param validation samples that choose the state that is kept
 */
public record PretrainConfig(
        Path out,
        @Existing @Nullable Path tokenizer,
        @Nullable ShapeConfig shape,
        @Existing @Nullable Path base,
        @Default("auto") String device,
        @Default("0") int threads,
        @Existing List<Path> data,
        @Existing @Nullable Path validation,
        @Default("{}") TrainConfig train) {

    public PretrainConfig {
        data = List.copyOf(data);
        boolean anew = tokenizer != null && shape != null;
        new Faults()
                .unless(anew != (base != null), "needs either base, or both tokenizer and shape")
                .unless(
                        train.fromScratch() == anew,
                        "train",
                        "has from_scratch " + train.fromScratch() + ", which does not fit "
                                + (anew ? "a shape" : "a base"))
                .refuse();
    }
}
