package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.Split;
import org.dasllm.tensor.Device;
import org.dasllm.trainer.FineTuning;
import org.dasllm.trainer.TrainSummary;
import org.dasllm.trainer.config.DistillationConfig;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;

/** Trains the student's adapter on the train split; the validation split chooses the state that is kept. */
record TrainStage(TrainConfig config, StudentConfig student, RunFolder folder) implements Stage {
    @Override
    public String name() {
        return "train";
    }

    @Override
    public Object configuration() {
        return List.of(config, student.device(), student.precision());
    }

    @Override
    public Map<String, Path> inputs() {
        Map<String, Path> inputs = new LinkedHashMap<>();
        inputs.put("train", folder.split(Split.TRAIN));
        inputs.put("validation", folder.split(Split.VALIDATION));
        inputs.put("base", student.base());
        DistillationConfig distillation = config.distillation();
        Path teacher = distillation == null ? null : distillation.teacher();
        if (teacher != null) {
            inputs.put("local teacher", teacher);
        }
        return inputs;
    }

    @Override
    public Map<String, Path> outputs() {
        return Map.of("adapter", folder.adapter(), "probes", folder.probes(), "neutral probes", folder.neutralProbes());
    }

    @Override
    public Long seed() {
        return config.seed();
    }

    @Override
    public void check(Predicate<Path> settled) {
        requireAdapterMode();
        boolean known = settled.test(folder.split(Split.TRAIN)) && settled.test(folder.split(Split.VALIDATION));
        try (Device device = student.open()) {
            FineTuning.check(
                    config,
                    device,
                    student.base(),
                    known ? List.of(folder.split(Split.TRAIN)) : List.of(),
                    known ? validation() : Optional.empty(),
                    folder.training());
        }
    }

    private void requireAdapterMode() {
        if (config.mode() != Mode.LORA) {
            throw DasllmException.usage(
                    "train.mode is full, and a run trains an adapter",
                    "Set train.mode: lora; see also ./dasllm pretrain");
        }
    }

    private Optional<Path> validation() {
        return Optional.of(folder.split(Split.VALIDATION)).filter(file -> Files.exists(file) && !isEmpty(file));
    }

    @Override
    public Map<String, String> run(Progress progress) {
        requireAdapterMode();
        try (Device device = student.open()) {
            TrainSummary summary = FineTuning.run(
                    config,
                    device,
                    student.base(),
                    List.of(folder.split(Split.TRAIN)),
                    validation(),
                    folder.training(),
                    progress);
            return facts(summary);
        }
    }

    private static boolean isEmpty(Path file) {
        return JsonLines.readAll(file, Sample.class).isEmpty();
    }

    static Map<String, String> facts(TrainSummary summary) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("steps", String.valueOf(summary.steps()));
        facts.put("kept step", String.valueOf(summary.resultStep()));
        facts.put("train loss", String.format(Locale.ROOT, "%.4f", summary.trainLoss()));
        Double validation = summary.validationLoss();
        if (validation != null) {
            facts.put("validation loss", String.format(Locale.ROOT, "%.4f", validation));
        }
        facts.put("tokens/s", String.valueOf(Math.round(summary.tokensPerSecond())));
        facts.put("trainable", String.valueOf(summary.trainableParameters()));
        facts.put("device", summary.device());
        return facts;
    }
}
