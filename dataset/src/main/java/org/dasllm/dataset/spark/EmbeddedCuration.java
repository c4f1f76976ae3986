package org.dasllm.dataset.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.curate.CurationRun;
import org.dasllm.dataset.curate.CurationSummary;
import org.dasllm.dataset.ledger.DatasetDiff;
import org.dasllm.dataset.ledger.RowStory;
import org.dasllm.dataset.row.AnswerSchema;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.task.Task;

/** Curation on a Spark that lives and ends with the call, for callers that know nothing of Spark. */
public final class EmbeddedCuration {
    private EmbeddedCuration() {}

    /**
     * Curates on this machine's cores. What is wrong with the task or an input as a whole is said before Spark starts.
     *
     * @param task what an answer is; any text where it is empty
     * @param workDir where Spark keeps its temporary files and its log
     */
    public static CurationSummary run(
            CurateConfig config, Optional<Task> task, List<Path> inputs, Path outDir, Path workDir, Progress progress) {
        AnswerSchema.of(task);
        CurationRun.check(inputs);
        try (EmbeddedSpark spark = EmbeddedSpark.start(workDir, inputs)) {
            return CurationRun.run(config, task, inputs, outDir, spark::session, progress);
        }
    }

    /**
     * How one row went through the steps of a finished dataset, in words.
     *
     * @param id a sample's id, or the beginning of a row's content hash
     */
    public static List<String> explain(Path dataset, String id, Path workDir) {
        try (EmbeddedSpark spark = EmbeddedSpark.start(workDir)) {
            return RowStory.of(spark.session(), dataset, id);
        }
    }

    /** Which rows fare otherwise in another finished dataset, in words. */
    public static List<String> diff(Path before, Path after, Path workDir) {
        try (EmbeddedSpark spark = EmbeddedSpark.start(workDir)) {
            return DatasetDiff.of(spark.session(), before, after);
        }
    }
}
