package org.dasllm.cli.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.eval.curve.CurveData;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.eval.curve.LearningCurves;
import org.dasllm.eval.curve.NestedSubsets;
import org.dasllm.eval.curve.StudentPoint;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.run.CurveQuestions;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ProcessLock;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.tensor.Device;
import org.dasllm.trainer.FineTuning;
import org.dasllm.trainer.TrainSummary;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;

/**
 * Trains students on parts of a run's training samples and asks them its validation samples. The test is not touched. What is finished is kept
 * in {@code learning-curve/}, so that a curve that was broken off goes on with the students that are missing.
 */
public final class LearningCurveRun {
    /** Of the training samples, where there is no validation split. */
    private static final double HELD_OUT = 0.2;

    private static final int MOST_HELD_OUT = 2000;
    private static final double CONFIDENCE = 0.95;

    private final PipelineConfig config;
    private final StudentConfig student;
    private final RunFolder folder;
    private final CurveSettings settings;
    private final Progress progress;

    public LearningCurveRun(PipelineConfig config, CurveSettings settings, Progress progress) {
        this.config = config.selfContained();
        this.student = config.student().located();
        this.folder = new RunFolder(config.folder());
        this.settings = settings;
        this.progress = progress;
    }

    /** Where the curve is kept. */
    public Path file() {
        return folder.curveJson();
    }

    /** Trains and asks what is missing, and writes the curve. */
    public LearningCurve run() {
        if (config.train().mode() != Mode.LORA) {
            throw DasllmException.usage(
                    "train.mode is full, and a learning curve trains adapters", "Set train.mode: lora");
        }
        for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
            if (!Files.exists(folder.split(split))) {
                throw DasllmException.input(
                        "A learning curve needs the run's " + split.label() + " split, and " + folder.split(split)
                                + " is not there",
                        "Curate first");
            }
        }
        try (ProcessLock lock = folder.lock()) {
            return learnt();
        }
    }

    private LearningCurve learnt() {
        List<Sample> train = taught(SampleFile.read(folder.split(Split.TRAIN)));
        List<Sample> validation = taught(SampleFile.read(folder.split(Split.VALIDATION)));
        boolean heldOut = validation.isEmpty();
        if (heldOut && !train.isEmpty()) {
            NestedSubsets parts = new NestedSubsets(train, "validation");
            double share = Math.min(HELD_OUT, (double) MOST_HELD_OUT / train.size());
            validation = parts.of(share);
            train = parts.without(share);
        }
        if (train.size() < 2 * settings.shares().size()) {
            throw DasllmException.input(
                    folder.split(Split.TRAIN) + " has too few samples for a learning curve: " + train.size(),
                    "Harvest more, or name fewer sizes with --shares");
        }
        CurveQuestions questions =
                new CurveQuestions(folder.split(Split.VALIDATION), validation, config.evaluate(), declared());
        NestedSubsets parts = new NestedSubsets(train, "train");
        List<CurveData.Measured> points = new ArrayList<>();
        try (Device device = student.open()) {
            for (double share : settings.shares()) {
                List<Sample> labels = parts.of(share);
                boolean[][] wrong = new boolean[settings.repeats()][];
                for (int repeat = 0; repeat < settings.repeats(); repeat++) {
                    wrong[repeat] = point(device, questions, labels, train.size(), repeat)
                            .wrongAnswers();
                }
                points.add(new CurveData.Measured(labels.size(), wrong));
            }
        }
        CurveData data = new CurveData(
                questions.metric(),
                questions.against(),
                questions.groups(),
                train.size(),
                describe(train.size(), heldOut),
                points);
        LearningCurve curve = LearningCurves.of(data, CONFIDENCE);
        curve.write(file());
        return curve;
    }

    private static List<Sample> taught(List<Sample> samples) {
        return samples.stream().filter(sample -> sample.completion() != null).toList();
    }

    private Optional<DeclaredTask> declared() {
        return config.answers().map(task -> new DeclaredTask(task, AcceptedAnswers.of(task)));
    }

    private StudentPoint point(Device device, CurveQuestions questions, List<Sample> labels, int all, int repeat) {
        TrainConfig train = settings.of(config.train(), all, labels.size(), repeat);
        String identity = identity(device, questions, labels, train);
        String name = labels.size() + "-labels-seed-" + train.seed();
        Path file = folder.curve().resolve("students").resolve(name + ".json");
        if (Files.exists(file)) {
            StudentPoint there = StudentPoint.KIND.read(file, StudentPoint.class);
            if (there.identity().equals(identity)) {
                progress.line(said(there) + " (was there)");
                return there;
            }
        }
        StudentPoint made = trained(
                device, questions, labels, train, identity, folder.curve().resolve(name));
        Json.write(file, made);
        progress.line(said(made));
        return made;
    }

    private static String said(StudentPoint point) {
        long wrong = point.wrong().stream().filter(each -> each).count();
        return String.format(
                Locale.ROOT,
                "%d labels, %d updates, seed %d: %d of %d answers wrong, %.1f%%",
                point.labels(),
                point.updates(),
                point.seed(),
                wrong,
                point.wrong().size(),
                100.0 * wrong / point.wrong().size());
    }

    private StudentPoint trained(
            Device device,
            CurveQuestions questions,
            List<Sample> labels,
            TrainConfig train,
            String identity,
            Path scratch) {
        Path data = scratch.resolve("data");
        SampleFile.write(data.resolve("train.jsonl"), labels);
        SampleFile.write(data.resolve("validation.jsonl"), questions.samples());
        Path training = scratch.resolve("training");
        TrainSummary summary = FineTuning.run(
                train,
                device,
                student.base(),
                List.of(data.resolve("train.jsonl")),
                Optional.of(data.resolve("validation.jsonl")),
                training,
                progress);
        progress.finish();
        List<Boolean> wrong;
        try (StudentAnswers answers = StudentAnswers.load(device, student, training.resolve("adapter"), false)) {
            progress.start("evaluate", questions.samples().size(), "questions");
            wrong = questions.wrong(answers.answer(questions.samples(), progress));
            progress.finish();
        }
        try {
            // Checkpoints and adapters are large, and nothing reads them any more.
            AtomicFile.deleteTree(scratch);
        } catch (IOException e) {
            throw FileFailure.writing(scratch, 0, e);
        }
        return new StudentPoint(
                StudentPoint.KIND.version(), identity, labels.size(), summary.steps(), train.seed(), wrong);
    }

    /** Of everything that decides a student's answers. */
    private String identity(Device device, CurveQuestions questions, List<Sample> labels, TrainConfig train) {
        StringBuilder all = new StringBuilder();
        all.append(RunManifest.configHash(List.of(
                        train,
                        questions.metric(),
                        questions.against().name(),
                        config.answers().<Object>map(Task::longForm).orElse(TaskKind.TEXT),
                        new TreeMap<>(StudentAnswers.answeredBy(student)),
                        device.description())))
                .append('\n');
        labels.forEach(sample -> all.append(Json.line(sample)).append('\n'));
        questions.samples().forEach(sample -> all.append(Json.line(sample)).append('\n'));
        return Sha256.ofString(all.toString());
    }

    private List<LearningCurve.Setting> describe(int labels, boolean heldOut) {
        TrainConfig train = config.train();
        int epochs = settings.epochs(train);
        int updates = epochs * CurveSettings.stepsOf(labels, train.batch().samplesPerStep());
        return List.of(
                new LearningCurve.Setting(
                        "updates of each student",
                        "about " + updates + ", as " + epochs + (epochs == 1 ? " epoch" : " epochs")
                                + " of all labels take; the run’s student is trained for " + train.epochs()),
                new LearningCurve.Setting(
                        "seeds",
                        settings.repeats() == 1
                                ? String.valueOf(train.seed())
                                : train.seed() + " to " + (train.seed() + settings.repeats() - 1)),
                new LearningCurve.Setting("parts", "each within the next, by the hashes of groups and ids"),
                new LearningCurve.Setting(
                        "questions",
                        (heldOut
                                        ? "held out of the training split by the hashes of groups, as there is no validation split"
                                        : "the validation split")
                                + (train.evaluation().keepBest()
                                        ? "; of four states of each training the one with the least loss on them was kept"
                                        : "")),
                new LearningCurve.Setting("all else", "as in the run’s configuration"));
    }
}
