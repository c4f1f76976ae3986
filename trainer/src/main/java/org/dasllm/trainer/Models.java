package org.dasllm.trainer;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.Device;
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

    static Models load(TrainConfig config, Device device, Path baseModelDir) {
        LanguageModel student = student(config, device, baseModelDir);
        DistillationConfig distillation = config.distillation();
        Optional<LanguageModel> teacher = Optional.ofNullable(distillation)
                .flatMap(wish -> Optional.ofNullable(wish.teacher()))
                .map(dir -> LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty()));
        teacher.ifPresent(model -> refuseOtherVocabulary(student, model));
        return new Models(student, Objective.of(distillation, teacher), teacher);
    }

    private static LanguageModel student(TrainConfig config, Device device, Path baseModelDir) {
        if (config.mode() == Mode.LORA) {
            Trainable adapters = Trainable.adapters(
                    config.lora().spec(config.seed()), config.lora().base());
            return LanguageModel.load(device, baseModelDir, adapters, Optional.empty());
        }
        return config.fromScratch()
                ? LanguageModel.random(device, ModelConfig.read(baseModelDir), config.seed())
                : LanguageModel.load(device, baseModelDir, Trainable.EVERYTHING, Optional.empty());
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
