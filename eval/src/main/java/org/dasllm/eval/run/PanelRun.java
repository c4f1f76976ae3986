package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.eval.analysis.Judgement;
import org.dasllm.eval.analysis.PanelAnalysis;
import org.dasllm.eval.analysis.PanelReport;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.bias.PanelStore;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.metric.JudgedTask;
import org.dasllm.eval.metric.Metric;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.jspecify.annotations.Nullable;

/** Asks the student the panel's questions, beside the test and under the same plan; what it answered before is not asked again. */
final class PanelRun {
    static final String PREDICTIONS = "panel-predictions.jsonl";

    private PanelRun() {}

    /** Null where the plan names no panel. */
    static @Nullable PanelReport of(
            EvaluateConfig config,
            JudgedTask task,
            AnswerSource student,
            Path outDir,
            EvaluationPlan plan,
            String planHash,
            Progress progress) {
        BiasConfig bias = config.bias();
        if (bias == null || bias.panel() == null) {
            return null;
        }
        PanelStore store = new PanelStore(bias.panels());
        Path file = store.find(bias.panel());
        List<Sample> samples = SampleFile.read(file);
        long unanswered = samples.stream().filter(s -> s.completion() == null).count();
        if (samples.isEmpty() || unanswered > 0) {
            throw DasllmException.input(
                    "evaluate.bias.panel: " + unanswered + " of " + samples.size() + " samples in " + file
                            + " have no teacher's completion",
                    "Harvest the panel's answers once; they are kept with it");
        }
        String hash = store.keep(file);
        Optional<DeclaredTask> declared = Optional.of(
                new DeclaredTask(task.task(), json -> task.read(json.toString()).valid()));
        Judgement judgement = Judgement.of(file, samples, List.of(Metric.parse(bias.decision())), declared);
        PredictionFile predictions = PredictionFile.open(outDir.resolve(PREDICTIONS), planHash + ":" + hash);
        Evaluation.ask(samples, student, judgement, predictions, planHash + ":" + hash, progress);
        List<Answer> answers = predictions.of(samples).stream()
                .map(prediction -> prediction.read(task))
                .toList();
        return PanelAnalysis.of(bias, plan, hash, samples, judgement, answers);
    }
}
