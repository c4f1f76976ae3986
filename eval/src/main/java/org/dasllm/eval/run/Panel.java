package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.eval.analysis.GradingBasis;
import org.dasllm.eval.analysis.PanelAnalysis;
import org.dasllm.eval.analysis.PanelReport;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.bias.PanelStore;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.metric.JudgedTask;
import org.dasllm.eval.metric.Metric;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The panel's questions, read and found fit before the plan is fixed. The student is asked them beside the test and under the same plan;
 * what it answered before is not asked again.
 */
record Panel(BiasConfig bias, Path file, List<Sample> samples, GradingBasis basis) {

    /**
     * Null where the configuration names no panel.
     *
     * @throws DasllmException if it is not there, or its answers do not fit the task
     */
    static @Nullable Panel of(@Nullable BiasConfig bias, JudgedTask task) {
        if (bias == null || bias.panel() == null) {
            return null;
        }
        PanelStore store = new PanelStore(bias.panels());
        List<Sample> samples = store.questions(bias.panel());
        Path file = store.find(bias.panel());
        Optional<DeclaredTask> declared = Optional.of(
                new DeclaredTask(task.task(), json -> task.read(json.toString()).valid()));
        GradingBasis basis = GradingBasis.of(file, samples, List.of(Metric.parse(bias.decision())), declared);
        return new Panel(bias, file, samples, basis);
    }

    PanelReport ask(AnswerSource student, Path outDir, EvaluationPlan plan, String planHash, Progress progress) {
        String hash = new PanelStore(bias.panels()).keep(file);
        PredictionFile predictions =
                PredictionFile.open(outDir.resolve(PlanFolder.PANEL_PREDICTIONS), planHash + ":" + hash);
        Evaluation.ask(samples, student, basis, predictions, planHash + ":" + hash, progress);
        List<Answer> answers = predictions.of(samples).stream()
                .map(prediction -> prediction.read(basis.task()))
                .toList();
        return PanelAnalysis.of(bias, plan, hash, samples, basis, answers);
    }
}
