package org.dasllm.trainer.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.probe.NeutralPrompts;
import org.dasllm.model.probe.ProbePrompt;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.trainer.config.DistillationConfig;
import org.dasllm.trainer.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a run.
 *
 * @param train what is learnt
 * @param validation what the loss is measured on; empty where there is none
 * @param longer what became of samples that were too long, of both
 * @param dropout the noise on training prompts
 * @param neutral prompts that are no samples, for {@code neutral-probes.json}; empty where the chat template takes none
 * @param notes what the user should know of the samples, in words
 */
public record TrainingData(
        List<TrainingSample> train,
        List<TrainingSample> validation,
        LongerCount longer,
        TokenDropout dropout,
        List<ProbePrompt> neutral,
        List<String> notes) {

    public TrainingData {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        neutral = List.copyOf(neutral);
        notes = List.copyOf(notes);
    }

    /**
     * Reads and encodes the samples with the tokenizer and chat template in {@code modelDir}.
     *
     * @throws DasllmException if a sample has no completion or is too long, or none is left, or a teacher's tokens are not
     *     the student's
     */
    public static TrainingData load(
            TrainConfig config, ModelConfig model, Path modelDir, List<Path> train, Optional<Path> validation) {
        try (Tokenizer tokenizer = Tokenizer.load(modelDir)) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ChatTemplate.ofStudent(modelDir), model);
            SampleReader reader = new SampleReader(config, model, encoder);
            @Nullable TeacherRecord teacher = teacher(config, tokenizer);
            List<TrainingSample> learnt = reader.read(train, teacher);
            List<TrainingSample> measured = reader.read(validation.stream().toList(), null);
            LongerCount longer = reader.longer();
            refuseEmpty(learnt, train.toString(), longer);
            validation.ifPresent(file -> refuseEmpty(measured, file.toString(), longer));
            if (teacher != null) {
                refuseWithoutTeacher(learnt.size(), teacher);
            }
            TokenDropout dropout = TokenDropout.of(config.batch().tokenDropout(), config.seed(), modelDir, tokenizer);
            List<String> notes = DataNotes.of(longer, teacher);
            List<ProbePrompt> neutral = neutral(encoder, model, notes);
            return new TrainingData(learnt, measured, longer, dropout, neutral, notes);
        }
    }

    /** The order in which a run sees the samples to be learnt. */
    public EpochOrder order(TrainConfig config) {
        int[] lengths = train.stream().mapToInt(TrainingSample::length).toArray();
        return new EpochOrder(
                config.seed(),
                lengths,
                config.batch().samplesPerStep(),
                config.batch().order());
    }

    /** A training is worth more than its probes: a chat template that wants other conversations does not end it. */
    private static List<ProbePrompt> neutral(SampleEncoder encoder, ModelConfig model, List<String> notes) {
        try {
            return NeutralPrompts.of(encoder, model.contextLength());
        } catch (DasllmException refused) {
            notes.add("no neutral probes will be recorded, so that a bundle cannot be compared when it is served: "
                    + refused.getMessage());
            return List.of();
        }
    }

    /** Where the samples themselves carry what is to be learnt of a teacher. */
    private static @Nullable TeacherRecord teacher(TrainConfig config, Tokenizer tokenizer) {
        DistillationConfig distillation = config.distillation();
        if (distillation == null) {
            return null;
        }
        Path teacherDir = distillation.teacher();
        if (teacherDir == null) {
            return new TeacherRecord(tokenizer);
        }
        try (Tokenizer other = Tokenizer.load(teacherDir)) {
            if (!tokenizer.sameVocabulary(other)) {
                throw DasllmException.usage(
                        "The teacher " + teacherDir + " has another tokenizer than the student: their tokens differ",
                        "Distil from a teacher with the student's tokenizer, or remove the distillation section");
            }
        }
        return null;
    }

    private static void refuseEmpty(List<TrainingSample> samples, String where, LongerCount longer) {
        if (samples.isEmpty()) {
            throw DasllmException.input(
                    "No sample is left of " + where + " (" + longer.dropped() + " were too long)",
                    "Check the file, or raise batch.max_sequence_length");
        }
    }

    private static void refuseWithoutTeacher(int samples, TeacherRecord teacher) {
        if (teacher.samplesWithout() >= samples) {
            throw DasllmException.usage(
                    "The training configuration asks for distillation, and no sample carries its teacher's"
                            + " log-probabilities",
                    "Name a teacher's folder in distillation.teacher, or harvest with log-probabilities");
        }
    }
}
