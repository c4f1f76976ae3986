package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.eval.analysis.GradingBasis;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.metric.Metric;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;

/**
 * What the student is asked, read and found fit.
 *
 * @param samples the questions with the teacher's answers
 * @param training what the student learnt from
 */
record Questions(Path test, Path train, List<Sample> samples, List<Sample> training, GradingBasis basis) {

    /** @throws DasllmException where the files or the configuration do not fit */
    static Questions read(EvaluateConfig config, Optional<DeclaredTask> declared, Path test, Path train) {
        List<Sample> samples = SampleFile.read(test);
        check(test, samples, config);
        List<Sample> training = SampleFile.read(train);
        List<Metric> metrics = config.metrics();
        return new Questions(test, train, samples, training, GradingBasis.of(test, samples, metrics, declared));
    }

    EvaluationPlan plan(EvaluateConfig config, String student, String studentHash, Map<String, String> answeredBy) {
        return config.plan(
                test.getFileName().toString(),
                Sha256.ofFile(test),
                samples.size(),
                student,
                studentHash,
                answeredBy,
                Sha256.ofFile(train),
                basis.task().declared() ? Optional.of(basis.task().task()) : Optional.empty());
    }

    private static void check(Path test, List<Sample> samples, EvaluateConfig config) {
        if (samples.isEmpty()) {
            throw DasllmException.input(test + " has no samples", "Curate more data, or give the test split a share");
        }
        long unanswered = samples.stream().filter(s -> s.completion() == null).count();
        if (unanswered > 0) {
            throw DasllmException.input(
                    unanswered + " of " + samples.size() + " samples in " + test + " have no teacher's completion",
                    "Harvest the test samples too, the student is compared with the teacher on each");
        }
        TreeSet<String> attributes = new TreeSet<>();
        samples.forEach(sample -> attributes.addAll(sample.attributes().keySet()));
        for (String slice : config.slices()) {
            if (!attributes.contains(slice)) {
                throw DasllmException.usage(
                        "evaluate.slices: no sample in " + test + " has the attribute '" + slice + "'",
                        "The attributes there are: " + (attributes.isEmpty() ? "none" : String.join(", ", attributes)));
            }
        }
    }
}
