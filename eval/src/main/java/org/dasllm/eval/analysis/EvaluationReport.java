package org.dasllm.eval.analysis;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Verdict;

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
        Map<String, String> provenance) {

    /**
     * Reads report.json.
     *
     * @throws DasllmException if it is of a version that this program does not read, or is not as an evaluation writes it
     */
    public static EvaluationReport read(Path file) {
        return EvaluationFiles.REPORT.read(file, EvaluationReport.class);
    }
}
