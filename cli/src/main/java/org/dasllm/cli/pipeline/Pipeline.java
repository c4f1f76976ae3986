package org.dasllm.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ProcessLock;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.estimate.Estimator;
import org.dasllm.harvest.estimate.TeacherEstimate;
import org.dasllm.harvest.run.HarvestMode;
import org.dasllm.harvest.run.LaterStages;
import org.dasllm.harvest.run.PromptMasking;
import org.dasllm.harvest.run.Review;

/** The stages of one run, in order. */
public final class Pipeline {
    private final PipelineConfig config;
    private final StudentConfig student;
    private final RunFolder folder;
    private final Progress progress;
    private final PrintStream out;
    private UnaryOperator<HarvestConfig> reached = UnaryOperator.identity();
    private HarvestMode harvestMode = HarvestMode.USUAL;

    public Pipeline(PipelineConfig config, Progress progress, PrintStream out) {
        this.config = config.selfContained();
        this.student = config.student().located();
        this.folder = new RunFolder(config.folder());
        this.progress = progress;
        this.out = out;
    }

    /** How the configured teacher is reached, if it must be started first; asked only when the harvest runs. */
    public Pipeline reachingTeacherBy(UnaryOperator<HarvestConfig> reached) {
        this.reached = reached;
        return this;
    }

    /** What the harvest does beside the usual, even where it is up to date. */
    public Pipeline harvesting(HarvestMode mode) {
        this.harvestMode = mode;
        return this;
    }

    public RunFolder folder() {
        return folder;
    }

    /** Runs the named stages, or all of them where none is named; those that are up to date are passed over. */
    public void run(List<String> names) {
        try (ProcessLock lock = folder.lock()) {
            RunManifest manifest = RunManifest.openOrCreate(folder.path());
            manifest.configure(config);
            new StageRunner(manifest, progress, out).run(stages(names));
        }
    }

    /**
     * Says what {@link #run} would do, and does nothing.
     *
     * @throws DasllmException with exit code INPUT after all was said, if a stage would refuse
     */
    public void explain(List<String> names) {
        List<Stage> stages = stages(names);
        List<String> refusing = refusing(stages);
        if (!refusing.contains(HarvestStage.NAME)) {
            tellEstimates(stages);
        }
        if (!refusing.isEmpty()) {
            throw DasllmException.input(
                    refusing.size() + " of " + Counted.of(stages.size(), "stage") + " would refuse: "
                            + String.join(", ", refusing),
                    "The lines above say why");
        }
    }

    private List<String> refusing(List<Stage> stages) {
        RunManifest manifest;
        try {
            folder.requireUsable();
            manifest = RunManifest.openOrCreate(folder.path());
        } catch (DasllmException refused) {
            String why = String.valueOf(refused.getMessage());
            stages.forEach(stage -> out.println(StageRunner.line(stage, StageRunner.wouldRefuse(why))));
            return stages.stream().map(Stage::name).toList();
        }
        return new StageRunner(manifest, progress, out).explain(stages);
    }

    /**
     * Refuses where the evaluation among these stages did not pass, whether it ran now or was up to date.
     *
     * @throws DasllmException with exit code VERDICT
     */
    public void requirePassed(List<String> names) {
        if (names.isEmpty() || names.contains(EvaluateStage.NAME)) {
            EvaluationReport.read(folder.reportJson()).verdict().require(folder.reportJson());
        }
    }

    /** manifest.json as it is now. */
    public String manifestText() {
        return Json.read(folder.path().resolve(RunManifest.FILE), JsonNode.class)
                .toPrettyString();
    }

    /**
     * What people have said of the harvest's prompts.
     *
     * @param tables that they filled in; those that the configuration names where it is empty
     */
    public Review review(List<Path> tables) {
        LaterStages later = new LaterRefusals(
                config.curate(),
                config.answers(),
                slicesOfPrompts(),
                Optional.ofNullable(student.prompt()).map(PromptDistillation::new));
        return Review.of(
                config.harvest(),
                tables.isEmpty() ? config.harvest().labelling().reviewed() : tables,
                later);
    }

    private PriceTables prices() {
        return PriceTables.of(config.harvest().ownPrices().orElse(null));
    }

    /**
     * What is left of the harvest would take with each of the teachers; nothing with recorded labels or without prompts.
     *
     * @param refusals is given a line for each teacher that is not asked and could not be as it is configured
     */
    public List<TeacherEstimate> estimates(Consumer<String> refusals) {
        Map<String, TeacherConfig> teachers = config.harvest().byName();
        if (teachers.isEmpty() || config.harvest().prompts().isEmpty()) {
            return List.of();
        }
        List<Sample> samples = new ArrayList<>();
        config.harvest().prompts().forEach(file -> samples.addAll(SampleFile.read(file)));
        Estimator estimator = new Estimator(
                samples,
                config.answers(),
                PromptMasking.of(config.harvest().masking()),
                folder.journals(config.harvest()).all(),
                config.harvest().labelling().repair());
        PriceTables prices = prices();
        List<TeacherEstimate> estimates = new ArrayList<>();
        teachers.forEach((name, teacher) -> {
            try {
                estimates.add(estimator.of(name, prices.priced(teacher)));
            } catch (DasllmException refused) {
                if (config.harvest().askedTeachers().containsKey(name)) {
                    throw refused;
                }
                refusals.accept("The teacher '" + name + "' is left out: " + refused.getMessage());
            }
        });
        return estimates;
    }

    private void tellEstimates(List<Stage> stages) {
        if (stages.stream().anyMatch(stage -> stage.name().equals(HarvestStage.NAME))) {
            List<TeacherEstimate> estimates = estimates(out::println);
            if (!estimates.isEmpty()) {
                out.println("The harvest with each of its teachers:");
                EstimateTable.lines(estimates, config.harvest().askedTeachers().keySet())
                        .forEach(out::println);
            }
        }
    }

    /** The slices that prompts must have attributes for: a vote at the harvest adds one by itself. */
    private List<String> slicesOfPrompts() {
        return config.evaluate().slices().stream()
                .filter(slice -> !(config.harvest().labelling().vote() && slice.equals(LabelEvidence.ATTRIBUTE)))
                .toList();
    }

    private List<Stage> stages(List<String> names) {
        Optional<Task> task = config.answers();
        Optional<PromptDistillation> prompts =
                Optional.ofNullable(student.prompt()).map(PromptDistillation::new);
        LaterStages later = new LaterRefusals(config.curate(), task, slicesOfPrompts(), prompts);
        List<Stage> all = List.of(
                new HarvestStage(config.harvest().chosen(), folder, later, prompts, harvestMode, reached, prices()),
                new CurateStage(config.curate(), task, config.task() != null, folder),
                new TrainStage(config.train(), student, folder),
                new EvaluateStage(
                        config.evaluate(),
                        task,
                        student,
                        config.goldOrigin(),
                        () -> ShownAnswers.of(config),
                        folder,
                        RunProspects.of(config, student)),
                new ExportStage(
                        config.export(), task, student, folder, config.harvest().askedTeachers()));
        if (names.isEmpty()) {
            return all;
        }
        names.forEach(name -> {
            if (all.stream().noneMatch(stage -> stage.name().equals(name))) {
                throw DasllmException.usage(
                        "There is no stage '" + name + "'", "Stages: harvest, curate, train, evaluate, export");
            }
        });
        return all.stream().filter(stage -> names.contains(stage.name())).toList();
    }
}
