package org.dasllm.eval.analysis;

import java.util.List;
import java.util.Map;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.eval.plan.EvaluationPlan;

/**
 * Every number of an evaluation; report.json as it is, and all that report.html is made of.
 *
 * @param version of this file's layout
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
    public static final int VERSION = 1;
}
