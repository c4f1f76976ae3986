package org.dasllm.eval.analysis;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.calibration.Calibration;
import org.dasllm.eval.compat.CompatibilityReport;
import org.dasllm.eval.cost.CostComparison;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.eval.failure.FailureReport;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.eval.tool.ToolReport;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Every number of an evaluation; report.json as it is, and all that report.html is made of.
 *
 * @param version of the layout, see {@link EvaluationFiles#REPORT}
 * @param verdict the finding
 * @param plan what was asked
 * @param planSha256 the plan's hash, recorded before the first answer
 * @param data what it was made on
 * @param metrics the primary one first
 * @param slices the primary metric by attribute
 * @param outputs answers that could not be used
 * @param examples questions to look at
 * @param limits what this evidence does not say
 * @param earlier evaluations in the same folder before this one
 * @param provenance hashes, versions, seeds and hardware, by name
 * @param graded metrics with degrees; like all that follow null in a report of 0.1.0
 * @param endpoints the claims that the plan makes together, the primary one among them; null where it makes one only
 * @param extraction values taken out of texts; null where the task is not JSON
 * @param tools calls of tools, the teacher's first; null where the task is none of tool calls
 * @param calibration what the student's probabilities are worth; null where its answers have none
 * @param bias groups of people in the test; null where none are named
 * @param panel the same of a panel that is asked beside the test; null where there is none
 * @param overlap test questions that the student has learnt
 * @param failures the worst answers; like all that follow null in a report of before
 * @param compatibility whether a product that reads the teacher's answers can read the student's; null where they are plain text
 * @param notMeasured what this evaluation could not or did not measure
 * @param statements what only people can say, by key; the empty ones too
 * @param openFields {@code open_fields}: keys of what nobody has said: the report is not to be signed while there are any
 * @param masked whether personal data are replaced by placeholders in the questions and answers that are shown
 * @param failureGroups where the student fails; null where no right answer is known
 * @param learningCurve what more labels would bring; null where none was measured
 * @param cost the teacher beside the owned student, in money; null where nothing is configured
 */
public record EvaluationReport(
        int version,
        Verdict verdict,
        EvaluationPlan plan,
        String planSha256,
        DataReport data,
        List<MetricReport> metrics,
        List<SliceReport> slices,
        OutputReport outputs,
        List<Example> examples,
        List<String> limits,
        List<EarlierEvaluations.Earlier> earlier,
        Map<String, String> provenance,
        @Nullable List<GradedReport> graded,
        @Nullable List<EndpointReport> endpoints,
        @Nullable ExtractionReport extraction,
        @Nullable List<ToolReport> tools,
        @Nullable Calibration calibration,
        @Nullable BiasReport bias,
        @Nullable PanelReport panel,
        @Nullable Overlap overlap,
        @Nullable List<Failure> failures,
        @Nullable CompatibilityReport compatibility,
        @Nullable List<String> notMeasured,
        @Nullable Map<String, String> statements,
        @JsonProperty("open_fields") @Nullable List<String> openFields,
        @Nullable Boolean masked,
        @Nullable FailureReport failureGroups,
        @Nullable LearningCurve learningCurve,
        @Nullable CostComparison cost) {

    /** The graded metric that decides; null where the primary one is not graded. */
    public @Nullable GradedReport gradedPrimary() {
        return graded == null
                ? null
                : graded.stream().filter(GradedReport::primary).findFirst().orElse(null);
    }

    /**
     * Reads report.json.
     *
     * @throws DasllmException if it is of a version that this program does not read, or is not as an evaluation writes it
     */
    public static EvaluationReport read(Path file) {
        return EvaluationFiles.REPORT.read(file, EvaluationReport.class);
    }
}
