package org.dasllm.trainer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ProcessLock;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.checkpoint.Checkpoints;
import org.dasllm.trainer.checkpoint.RunIdentity;
import org.dasllm.trainer.checkpoint.TrainState;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.estimate.MemoryPlan;
import org.dasllm.trainer.estimate.Planning;
import org.dasllm.trainer.loop.Learner;
import org.dasllm.trainer.loop.TrainingLoop;
import org.dasllm.trainer.metrics.CurvesPage;
import org.dasllm.trainer.metrics.MetricsFile;
import org.dasllm.trainer.metrics.SampleAnswers;
import org.dasllm.trainer.metrics.StepMetrics;

/**
 * A training run in its folder:
 *
 * <pre>
 * out/metrics.jsonl      one line a step
 * out/answers.jsonl      what the model answers to a few samples, before and after
 * out/curves.html        both, to look at
 * out/checkpoints/       the last and the best state
 * out/adapter/           the result of mode lora, in PEFT's layout
 * out/probes.json        what the adapter makes of a few samples' prompts, see {@link Probes}
 * out/neutral-probes.json  the same of prompts that may travel with the adapter
 * out/model/             the result of mode full, in the Hugging Face layout
 * out/summary.json       a {@link TrainSummary}
 * </pre>
 *
 * A run that was stopped goes on from its last checkpoint when it is started again, with the losses that it would have had.
 */
public final class FineTuning {
    private static final String ADAPTER = "adapter";
    private static final String MODEL = "model";
    private static final String LOCK = ".lock";

    private final TrainConfig config;
    private final Device device;
    private final Path baseModelDir;
    private final Path outDir;
    private final Progress progress;

    private FineTuning(TrainConfig config, Device device, Path baseModelDir, Path outDir, Progress progress) {
        this.config = config;
        this.device = device;
        this.baseModelDir = baseModelDir;
        this.outDir = outDir;
        this.progress = progress;
    }

    /**
     * Trains, or goes on training.
     *
     * @param baseModelDir a model in the Hugging Face layout; with {@link TrainConfig#fromScratch()} config.json and the
     *     tokenizer's files are enough
     * @param trainJsonl files of samples with completions
     * @param validationJsonl samples to measure the loss on
     * @throws DasllmException if something does not fit, before training begins; or if the loss is no number, with the step
     *     and the samples
     */
    public static TrainSummary run(
            TrainConfig config,
            Device device,
            Path baseModelDir,
            List<Path> trainJsonl,
            Optional<Path> validationJsonl,
            Path outDir,
            Progress progress) {
        requireOutside(outDir, baseModelDir);
        try (ProcessLock lock = ProcessLock.acquire(outDir.resolve(LOCK), what(outDir))) {
            return new FineTuning(config, device, baseModelDir, outDir, progress).run(trainJsonl, validationJsonl);
        }
    }

    /**
     * Refuses what {@link #run} would refuse before the first step, and changes nothing.
     *
     * @param trainJsonl as there; empty where they are still to be made, which leaves out what they decide
     * @throws DasllmException as {@link #run} does
     */
    public static void check(
            TrainConfig config,
            Device device,
            Path baseModelDir,
            List<Path> trainJsonl,
            Optional<Path> validationJsonl,
            Path outDir) {
        requireOutside(outDir, baseModelDir);
        ProcessLock.requireFree(outDir.resolve(LOCK), what(outDir));
        FineTuning training = new FineTuning(config, device, baseModelDir, outDir, Progress.SILENT);
        if (trainJsonl.isEmpty()) {
            ModelConfig.read(baseModelDir);
            Checkpoints.last(
                    training.checkpoints(), RunIdentity.withoutSamples(config, device.precision(), baseModelDir));
        } else {
            training.prepare(trainJsonl, validationJsonl);
        }
    }

    private static void requireOutside(Path outDir, Path baseModelDir) {
        if (outDir.toAbsolutePath()
                .normalize()
                .startsWith(baseModelDir.toAbsolutePath().normalize())) {
            throw DasllmException.usage(
                    "The output folder " + outDir + " is inside the base model's folder " + baseModelDir,
                    "Name a folder beside it");
        }
    }

    private static String what(Path outDir) {
        return "The training run " + outDir;
    }

    private Path checkpoints() {
        return outDir.resolve("checkpoints");
    }

    /** All that is known before a weight is loaded. */
    private record Prepared(
            Map<String, String> identity, Optional<TrainState> found, TrainingData data, MemoryPlan plan) {}

    private Prepared prepare(List<Path> trainJsonl, Optional<Path> validationJsonl) {
        Map<String, String> identity =
                RunIdentity.of(config, device.precision(), baseModelDir, trainJsonl, validationJsonl);
        Optional<TrainState> found = Checkpoints.last(checkpoints(), identity);
        TrainingData data =
                TrainingData.load(config, ModelConfig.read(baseModelDir), baseModelDir, trainJsonl, validationJsonl);
        data.notes().forEach(progress::line);
        return new Prepared(identity, found, data, plan(data));
    }

    private TrainSummary run(List<Path> trainJsonl, Optional<Path> validationJsonl) {
        Prepared prepared = prepare(trainJsonl, validationJsonl);
        Optional<TrainState> found = prepared.found();
        TrainingData data = prepared.data();
        try (Models models = Models.load(config, device, baseModelDir);
                MetricsFile metrics = MetricsFile.open(
                        outDir.resolve("metrics.jsonl"),
                        found.map(TrainState::metricsBytes).orElse(0L))) {
            LanguageModel model = models.student();
            Map<String, Parameter> parameters = model.trainableParameters();
            AdamW optimizer = device.adamW(
                    List.copyOf(parameters.values()), config.optimizer().settings());
            Checkpoints checkpoints = new Checkpoints(checkpoints(), parameters, optimizer);
            Optional<TrainingProbes> probes = config.mode() == Mode.LORA
                    ? Optional.of(TrainingProbes.before(model, config.lora().base(), data))
                    : Optional.empty();
            SampleAnswers answers = new SampleAnswers(outDir.resolve("answers.jsonl"));
            if (!config.fromScratch()) {
                ask(data, (tokenizer, samples) -> answers.before(model, tokenizer, samples));
            }
            // What the base makes of prompts is asked before the parameters of an earlier state are restored.
            found.ifPresent(state -> resume(state, checkpoints));
            CurvesPage curves = new CurvesPage(outDir.resolve("curves.html"), answers);
            Learner learner =
                    new Learner(model, models.objective(), prepared.plan().kept(), optimizer);
            TrainState end = new TrainingLoop(config, data, learner, checkpoints, metrics, curves, progress)
                    .run(found.orElseGet(() -> TrainState.start(device.name(), prepared.identity())));
            TrainState.Best best = end.best();
            int resultStep = best != null && config.evaluation().keepBest() ? best.step() : end.step();
            if (resultStep != end.step()) {
                checkpoints.restoreParameters(resultStep);
            }
            save(model);
            probes.ifPresent(recorded -> recorded.write(outDir, Sha256.of(outDir.resolve(ADAPTER))));
            List<StepMetrics> all = metrics.readAll();
            ask(data, (tokenizer, samples) -> answers.after(model, tokenizer, samples));
            curves.write(all);
            TrainSummary summary = summary(end, resultStep, all, parameters, data);
            Json.write(outDir.resolve("summary.json"), summary);
            return summary;
        }
    }

    /** About validation samples, or training samples where there are none. A page that people look at is not worth ending a training. */
    private void ask(TrainingData data, BiConsumer<Tokenizer, List<TrainingSample>> question) {
        try (Tokenizer tokenizer = Tokenizer.load(baseModelDir)) {
            question.accept(tokenizer, data.validation().isEmpty() ? data.train() : data.validation());
        } catch (RuntimeException failure) {
            progress.line("the page of curves has no answers of the model to samples: " + failure.getMessage());
        }
    }

    /** What the run will take; refuses what cannot fit before any memory is taken. */
    private MemoryPlan plan(TrainingData data) {
        CountingDevice counting = Planning.counting(device);
        try (Models counted = Models.outline(config, counting, baseModelDir)) {
            MemoryPlan plan = Planning.memory(config, data, counting, counted.student(), counted.objective());
            plan.refuseWhatCannotFit();
            progress.line(plan.text());
            return plan;
        }
    }

    private void resume(TrainState state, Checkpoints checkpoints) {
        checkpoints.restore(state.step());
        progress.line("going on from " + checkpoints.folder(state.step()));
        if (!state.device().equals(device.name())) {
            progress.line("the run began on the device " + state.device() + " and goes on with " + device.name()
                    + ": its losses will differ in the last digits");
        }
    }

    private void save(LanguageModel model) {
        if (config.mode() == Mode.LORA) {
            AtomicFile.writeDirectory(outDir.resolve(ADAPTER), model::saveAdapter);
            return;
        }
        AtomicFile.writeDirectory(outDir.resolve(MODEL), dir -> {
            model.saveFull(dir, config.saveAs().type());
            TokenizerFiles.copy(baseModelDir, dir);
        });
    }

    private TrainSummary summary(
            TrainState end,
            int resultStep,
            List<StepMetrics> metrics,
            Map<String, Parameter> parameters,
            TrainingData data) {
        int lastEpoch = metrics.get(metrics.size() - 1).epoch();
        double loss = 0;
        long targets = 0;
        for (StepMetrics line : metrics) {
            if (line.epoch() == lastEpoch) {
                loss += line.loss() * line.targetTokens();
                targets += line.targetTokens();
            }
        }
        TrainState.Best best = end.best();
        int patience = config.evaluation().patience();
        return new TrainSummary(
                end.step(),
                patience > 0 && end.evaluationsSinceBest() >= patience,
                best == null ? null : best.step(),
                resultStep,
                loss / targets,
                best == null ? null : best.validationLoss(),
                best == null ? null : best.validationAccuracy(),
                end.seconds(),
                end.tokens(),
                end.tokens() / end.seconds(),
                parameters.values().stream()
                        .mapToLong(parameter -> (long) parameter.rows() * parameter.columns())
                        .sum(),
                data.train().size(),
                data.validation().size(),
                data.longer().dropped(),
                data.longer().truncated(),
                device.name());
    }
}
