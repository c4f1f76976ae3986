package org.dasllm.cli.making;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.dasllm.tensor.Device;
import org.dasllm.trainer.FineTuning;
import org.dasllm.trainer.TrainSummary;

/** Trains a whole model. */
public final class Pretraining {
    private Pretraining() {}

    /** Trains, and says in a line what came of it. */
    public static String run(PretrainConfig config, Progress progress) {
        Path base = config.base();
        Path start = base == null ? emptyModel(config) : base;
        try (Device device = DeviceChoice.open(config.device(), config.threads())) {
            TrainSummary summary = FineTuning.run(
                    config.train(),
                    device,
                    start,
                    config.data(),
                    Optional.ofNullable(config.validation()),
                    config.out(),
                    progress);
            progress.finish();
            return config.out().resolve("model") + ": " + summary;
        }
    }

    /** A folder with a configuration and a tokenizer, and no weights. */
    static Path emptyModel(PretrainConfig config) {
        ShapeConfig shape = config.shape();
        Path tokenizer = config.tokenizer();
        if (shape == null || tokenizer == null) {
            throw new IllegalStateException("neither base nor shape");
        }
        Path folder = config.out().resolve("blank");
        try (Tokenizer loaded = Tokenizer.load(tokenizer)) {
            int end = loaded.endOfText().iterator().next();
            ModelConfig model = shape.model(loaded.vocabularySize(), end);
            AtomicFile.writeDirectory(folder, dir -> {
                model.write(dir);
                TokenizerFiles.copy(tokenizer, dir);
            });
        }
        return folder;
    }
}
