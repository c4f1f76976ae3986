package org.dasllm.eval.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;

/**
 * The folder of one evaluation. It keeps the plan as it was before the first answer: {@code plan.json}, and its hash in
 * {@code plan.sha256} as {@code sha256sum -c} reads it. The predictions repeat the hash on every line.
 */
public final class PlanFolder {
    public static final String PLAN = "plan.json";
    public static final String PLAN_HASH = "plan.sha256";
    public static final String PREDICTIONS = "predictions.jsonl";
    public static final String PANEL_PREDICTIONS = "panel-predictions.jsonl";
    public static final String REPORT_JSON = "report.json";
    public static final String REPORT_HTML = "report.html";
    public static final String REPORT_MARKDOWN = "report.md";
    public static final String REPORT_PDF = "report.pdf";

    private final Path folder;

    public PlanFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the plan down, or finds the same plan written down already.
     *
     * <p>Once there are answers, the same student and questions cannot get another endpoint or margin: that would be
     * choosing them by the result. Another student or other questions are a new evaluation; the old one is kept.
     *
     * @return the SHA-256 of plan.json
     */
    public String fix(EvaluationPlan plan) {
        Optional<String> same = same(plan);
        if (same.isPresent()) {
            return same.get();
        }
        if (answered()) {
            new EarlierEvaluations(folder).keep(check());
        }
        String text = Json.pretty(plan);
        String hash = Sha256.ofString(text);
        AtomicFile.writeString(folder.resolve(PLAN), text);
        AtomicFile.writeString(folder.resolve(PLAN_HASH), hash + "  " + PLAN + "\n");
        return hash;
    }

    /**
     * Whether the same student has answered the same questions under a plan without a task: those answers stay judged by the
     * task that the labels suggest, whatever was declared since.
     */
    public boolean answeredWithoutTask(EvaluationPlan plan) {
        if (!answered() || !Files.exists(folder.resolve(PLAN))) {
            return false;
        }
        EvaluationPlan fixed = EvaluationFiles.PLAN.read(folder.resolve(PLAN), EvaluationPlan.class);
        return fixed.task() == null && fixed.sameQuestionsAndStudent(plan);
    }

    /**
     * The plan with the interval of the one that the same student answered the same questions under, where that was fixed with the
     * method of before: the answers stay judged by it.
     */
    public EvaluationPlan asFixed(EvaluationPlan plan) {
        if (!answered() || !Files.exists(folder.resolve(PLAN))) {
            return plan;
        }
        EvaluationPlan fixed = EvaluationFiles.PLAN.read(folder.resolve(PLAN), EvaluationPlan.class);
        return fixed.sameQuestionsAndStudent(plan)
                        && fixed.intervalMethod().equals(IntervalMethod.CLUSTERED_BEFORE)
                        && plan.intervalMethod().equals(IntervalMethod.CLUSTERED)
                ? plan.withIntervalMethod(fixed.intervalMethod())
                : plan;
    }

    private boolean answered() {
        return size(folder.resolve(PREDICTIONS)) > 0;
    }

    /**
     * The hash of the same plan, where answers were given under it; refuses what {@link #fix} refuses, and changes nothing.
     */
    public Optional<String> same(EvaluationPlan plan) {
        Path file = folder.resolve(PLAN);
        boolean answered = answered();
        if (answered && (!Files.exists(file) || !Files.exists(folder.resolve(PLAN_HASH)))) {
            throw DasllmException.input(
                    folder + " holds answers, but the plan they were asked under is not there",
                    "Restore " + PLAN + " and " + PLAN_HASH + ", or move the folder away to evaluate anew");
        }
        if (answered) {
            String hash = check();
            EvaluationPlan fixed = EvaluationFiles.PLAN.read(file, EvaluationPlan.class);
            if (fixed.equals(plan)) {
                return Optional.of(hash);
            }
            if (fixed.sameQuestionsAndStudent(plan)) {
                throw DasllmException.input(
                        "the plan in " + folder + " was fixed before the student answered and asks something else: "
                                + PlanDifference.between(fixed, plan),
                        "Set the configuration back; a new plan needs a student or questions that have not been seen");
            }
        }
        return Optional.empty();
    }

    /** The recorded hash; refuses a plan that no longer has it. */
    public String check() {
        String recorded = recordedHash();
        if (!Sha256.ofFile(folder.resolve(PLAN)).equals(recorded)) {
            throw DasllmException.input(
                    folder.resolve(PLAN) + " was changed after it was fixed: it no longer has the hash in " + PLAN_HASH,
                    "Restore the file; answers are judged only by the plan they were asked under");
        }
        return recorded;
    }

    private String recordedHash() {
        Path file = folder.resolve(PLAN_HASH);
        try {
            return Files.readString(file, StandardCharsets.UTF_8).split("\\s", 2)[0];
        } catch (IOException e) {
            throw DasllmException.input(file + " cannot be read", "Restore it or its access rights", e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the size of " + file, e);
        }
    }
}
