package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.eval.analysis.Analysis;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.GradingBasis;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.eval.analysis.PanelReport;
import org.dasllm.eval.analysis.Prospects;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.plan.PlanFolder;
import org.dasllm.eval.report.ReportFiles;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;

/** Asks the student the held-out questions under a plan fixed beforehand, and judges it against its teacher. */
public final class Evaluation {
    /** The provenance entry that names what is evaluated: the SHA-256 of the adapter or weights. Required. */
    public static final String STUDENT_SHA256 = "student.sha256";

    /** How the right answers were made, in words; optional, shown in the report's data section. */
    public static final String GOLD_ORIGIN = "gold.origin";

    /** A killed evaluation loses at most this many answers. */
    private static final int CHUNK = 64;

    private Evaluation() {}

    /**
     * Writes plan.json and plan.sha256, then predictions.jsonl answer by answer, then the report in its four forms. Run
     * again after a kill it asks only for the answers that are missing; run again when all are there it asks nothing.
     *
     * @param task what an answer is, as the run declares it; inferred from the labels where it is empty
     * @param test samples with the teacher's completion, and the right answer where it is known
     * @param train the samples the student learnt from, for the baselines
     * @param provenance what the report lists as such; {@link #STUDENT_SHA256} must be in it
     * @param masks how personal data are taken out of what the report shows, unless the configuration says not to
     * @throws DasllmException where the files or the configuration do not fit, or the plan was changed afterwards
     */
    public static Verdict run(
            EvaluateConfig config,
            Optional<DeclaredTask> task,
            Path test,
            Path train,
            AnswerSource student,
            Path outDir,
            Map<String, String> provenance,
            Masks masks,
            Progress progress) {
        return run(config, task, test, train, student, outDir, provenance, masks, () -> Prospects.NONE, progress);
    }

    /**
     * As {@link #run(EvaluateConfig, Optional, Path, Path, AnswerSource, Path, Map, Masks, Progress)}.
     *
     * @param prospects what the report says beside the evaluation; asked when all answers are there
     */
    public static Verdict run(
            EvaluateConfig config,
            Optional<DeclaredTask> task,
            Path test,
            Path train,
            AnswerSource student,
            Path outDir,
            Map<String, String> provenance,
            Masks masks,
            Supplier<Prospects> prospects,
            Progress progress) {
        String studentHash = provenance.get(STUDENT_SHA256);
        if (studentHash == null || studentHash.isBlank()) {
            throw new IllegalArgumentException("the provenance does not say which student: " + STUDENT_SHA256);
        }
        PlanFolder folder = new PlanFolder(outDir);
        Asked asked = Asked.of(
                config, task, test, train, folder, student.name(), Optional.of(studentHash), student.answeredBy());
        Questions questions = asked.questions();
        List<Sample> samples = questions.samples();
        GradingBasis basis = questions.basis();
        EvaluationPlan plan = folder.asFixed(asked.plan(studentHash));
        String planHash = folder.fix(plan);
        PredictionFile predictions = PredictionFile.open(outDir.resolve(PlanFolder.PREDICTIONS), planHash);
        ask(samples, student, basis, predictions, planHash, progress);
        folder.check();

        List<Prediction> answered = predictions.of(samples);
        List<Answer> answers = answered.stream().map(p -> p.read(basis.task())).toList();
        PanelReport panel = asked.panel() == null ? null : asked.panel().ask(student, outDir, plan, planHash, progress);
        progress.start("judge", 1, "report");
        EvaluationReport report = new Analysis(
                        asked.config(),
                        plan,
                        planHash,
                        samples,
                        basis,
                        answers,
                        answered.stream().map(Prediction::probability).toList(),
                        questions.training())
                .report(new EarlierEvaluations(outDir).list(), provenance, panel, masks, prospects.get());
        ReportFiles.write(outDir, report);
        progress.update(1, "");
        progress.finish();
        return report.verdict();
    }

    /**
     * Refuses what {@link #run} would refuse before the first question, and changes nothing.
     *
     * @param task as {@link #run} takes it
     * @param studentHash as in the provenance; empty where the student is still to be made, and then no plan is compared
     * @param answeredBy as the source of answers would say
     */
    public static void check(
            EvaluateConfig config,
            Optional<DeclaredTask> task,
            Path test,
            Path train,
            String student,
            Optional<String> studentHash,
            Map<String, String> answeredBy,
            Path outDir) {
        PlanFolder folder = new PlanFolder(outDir);
        Asked asked = Asked.of(config, task, test, train, folder, student, studentHash, answeredBy);
        studentHash.ifPresent(hash -> folder.same(folder.asFixed(asked.plan(hash))));
    }

    /** Asks what is not answered yet, in chunks, and writes each down before the next. */
    static void ask(
            List<Sample> samples,
            AnswerSource student,
            GradingBasis basis,
            PredictionFile predictions,
            String planHash,
            Progress progress) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            if (!predictions.byId().containsKey(samples.get(i).id())) {
                open.add(i);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        int done = samples.size() - open.size();
        progress.start("evaluate", samples.size(), "questions");
        progress.update(done, "");
        for (int begin = 0; begin < open.size(); begin += CHUNK) {
            List<Integer> chunk = open.subList(begin, Math.min(open.size(), begin + CHUNK));
            List<Sample> questions = chunk.stream().map(samples::get).toList();
            List<GivenAnswer> answers = student.answer(questions, new ChunkProgress(progress, done));
            if (answers.size() != questions.size()) {
                throw new IllegalStateException(
                        student.name() + " gave " + answers.size() + " answers to " + questions.size() + " questions");
            }
            List<Prediction> made = new ArrayList<>();
            for (int i = 0; i < chunk.size(); i++) {
                made.add(prediction(questions.get(i), basis, chunk.get(i), answers.get(i), planHash));
            }
            predictions.append(made);
            done += chunk.size();
            progress.update(done, "");
        }
        progress.finish();
    }

    private static Prediction prediction(
            Sample sample, GradingBasis basis, int index, GivenAnswer given, String planHash) {
        String text = given.text();
        Answer answer = text == null ? Answer.MISSING : basis.task().read(text);
        Answer teacher = basis.teacher().get(index);
        return new Prediction(
                sample.id(),
                planHash,
                sample.gold(),
                teacher.text(),
                answer.text(),
                answer.valid(),
                basis.correct(index, teacher),
                basis.correct(index, answer),
                sample.group(),
                sample.attributes(),
                text == null ? Boolean.TRUE : null,
                given.probability());
    }
}
