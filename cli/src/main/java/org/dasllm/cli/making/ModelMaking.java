package org.dasllm.cli.making;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.dasllm.cli.DeviceChoice;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.trainer.FineTuning;
import org.dasllm.trainer.TrainSummary;

/** Trains a whole model. */
public final class ModelMaking {
    private static final List<String> TOKENIZER_FILES = List.of("tokenizer.json", "tokenizer_config.json");

    private ModelMaking() {}

    /** Trains, and says in a line what came of it. */
    public static String run(PretrainConfig config, Progress progress) {
        Path base = config.base();
        Path start = base == null ? blank(config) : base;
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
    private static Path blank(PretrainConfig config) {
        ShapeConfig shape = config.shape();
        Path tokenizer = config.tokenizer();
        if (shape == null || tokenizer == null) {
            throw new IllegalStateException("neither base nor shape");
        }
        Path folder = config.out().resolve("blank");
        try (Tokenizer loaded = Tokenizer.load(tokenizer)) {
            Files.createDirectories(folder);
            int end = loaded.endOfText().iterator().next();
            shape.model(loaded.vocabularySize(), end).write(folder);
            for (String file : TOKENIZER_FILES) {
                Files.copy(tokenizer.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw DasllmException.input(
                    "Cannot write " + folder + ": " + failure.getMessage(),
                    "Check the path, its rights and the disk's space");
        }
        return folder;
    }
}
