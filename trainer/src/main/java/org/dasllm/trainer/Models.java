package org.dasllm.trainer;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.config.DistillationConfig;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.objective.Objective;

/**
 * The models of a run on a device.
 *
 * @param student what learns
 * @param objective what it learns from, with the teacher behind it
 */
record Models(LanguageModel student, Objective objective, Optional<LanguageModel> teacher) implements AutoCloseable {

    /** Reads the weights of a model folder, or only their shapes. */
    private interface Reader {
        LanguageModel read(Path dir, Trainable trainable);
    }

    static Models load(TrainConfig config, Device device, Path baseModelDir) {
        return read(
                config,
                device,
                baseModelDir,
                (dir, trainable) -> LanguageModel.load(device, dir, trainable, Optional.empty()));
    }

    /** The same models without values, for a plan. */
    static Models outline(TrainConfig config, CountingDevice device, Path baseModelDir) {
        return read(config, device, baseModelDir, (dir, trainable) -> LanguageModel.outline(device, dir, trainable));
    }

    private static Models read(TrainConfig config, Device device, Path baseModelDir, Reader reader) {
        LanguageModel student = student(config, device, baseModelDir, reader);
        DistillationConfig distillation = config.distillation();
        Optional<LanguageModel> teacher = Optional.ofNullable(distillation)
                .flatMap(wish -> Optional.ofNullable(wish.teacher()))
                .map(dir -> reader.read(dir, Trainable.NOTHING));
        teacher.ifPresent(model -> refuseOtherVocabulary(student, model));
        return new Models(student, Objective.of(distillation, teacher), teacher);
    }

    private static LanguageModel student(TrainConfig config, Device device, Path baseModelDir, Reader reader) {
        if (config.mode() == Mode.LORA) {
            Trainable adapters = Trainable.adapters(
                    config.lora().spec(config.seed()), config.lora().base());
            return reader.read(baseModelDir, adapters);
        }
        return config.fromScratch()
                ? LanguageModel.random(device, ModelConfig.read(baseModelDir), config.seed())
                : reader.read(baseModelDir, Trainable.EVERYTHING);
    }

    private static void refuseOtherVocabulary(LanguageModel student, LanguageModel teacher) {
        int wanted = student.head().vocabulary();
        int found = teacher.head().vocabulary();
        if (wanted != found) {
            throw DasllmException.usage(
                    "The teacher's head has " + found + " rows and the student's " + wanted,
                    "Distil from a teacher with as many rows; some families pad them differently by size");
        }
    }

    @Override
    public void close() {
        teacher.ifPresent(LanguageModel::close);
        student.close();
    }
}
