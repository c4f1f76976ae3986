package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.bias.PanelStore;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.run.Evaluation;
import org.dasllm.eval.run.RecordedAnswers;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.jspecify.annotations.Nullable;

/**
 * Judges answers that were given elsewhere by a run's task and plan. What is evaluated is the file of answers, whose hash stands for the
 * student.
 */
public final class RecordedEvaluation {
    private final PipelineConfig config;
    private final Path test;
    private final Path train;

    /**
     * @param test the run's where it is null
     * @param train the run's where it is null
     */
    public RecordedEvaluation(PipelineConfig config, @Nullable Path test, @Nullable Path train) {
        RunFolder folder = new RunFolder(config.folder());
        this.config = config;
        this.test = test == null ? folder.split(Split.TEST) : test;
        this.train = train == null ? folder.split(Split.TRAIN) : train;
    }

    /** The verdict on the answers of this file. */
    public Verdict run(Path answers, Path out, Progress progress) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put(Evaluation.STUDENT_SHA256, Sha256.ofFile(answers));
        provenance.put(Evaluation.GOLD_ORIGIN, config.goldOrigin());
        provenance.put("dasllm", RunManifest.version());
        provenance.put("answers", answers.getFileName().toString());
        return Evaluation.run(
                config.evaluate(),
                config.answers().map(task -> new DeclaredTask(task, AcceptedAnswers.of(task))),
                test,
                train,
                RecordedAnswers.read(answers, answers.getFileName().toString(), questions()),
                out,
                provenance,
                ShownAnswers.of(config),
                progress);
    }

    /** Those of the test, and of the panel that the configuration names. */
    private List<Sample> questions() {
        List<Sample> questions = new ArrayList<>(SampleFile.read(test));
        BiasConfig bias = config.evaluate().bias();
        if (bias != null && bias.panel() != null) {
            questions.addAll(new PanelStore(bias.panels()).questions(bias.panel()));
        }
        return questions;
    }
}
